package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// sentFile is a file as the receiver hands it over.
func (c *collection) sentFile(basket, key, path, content string) guide.Upload {
	return guide.Upload{MuseumID: c.museum.ID, Basket: basket, Key: key, UserID: c.editor.ID, Path: path, Source: "uploads/" + path,
		Author: "Ana", Original: guide.Original{SHA256: hash(content), Name: path, Type: "text/plain", Size: int64(len(content))}}
}

func (c *collection) receive(u guide.Upload) (guide.Upload, bool) {
	c.t.Helper()
	opened, found, err := c.OpenUpload(c.t.Context(), u)
	if err != nil {
		c.t.Fatal(err)
	}
	return opened, found
}

// registerUpload does what the receiver does with a kept file that is one
// document.
func (c *collection) registerUpload(u guide.Upload) (guide.Arrival, []int64) {
	c.t.Helper()
	queued, arrivals := arrive(c.t, c.Store, c.museum, u.ID, u.Publish, []guide.Incoming{{Source: u.Source, Original: u.Original, ContentSHA256: u.Original.SHA256}})
	return arrivals[0], queued
}

func (c *collection) settle(u guide.Upload, as guide.Settled) guide.Upload {
	c.t.Helper()
	settled, err := c.SettleUpload(c.t.Context(), c.museum.ID, u.ID, as)
	if err != nil {
		c.t.Fatal(err)
	}
	return settled
}

// send sends a file from start to end, but for the reading.
func (c *collection) send(u guide.Upload) (guide.Upload, []int64) {
	c.t.Helper()
	opened, _ := c.receive(u)
	arrival, queued := c.registerUpload(opened)
	return c.settle(opened, guide.Settled{Arrival: arrival}), queued
}

func TestUpload(t *testing.T) {
	c := newCollection(t)
	u, queued := c.send(c.sentFile("basket", "1", "a.txt", "one"))
	if got, want := u.State(), guide.UploadReading; got != want || u.Arrival != guide.ArrivedNew || u.Document.Revision != 1 {
		t.Errorf("sent: %s, %+v", got, u)
	}
	n := note("Título", "", "pt", "Texto.")
	c.finish(guide.Prepared{RevisionID: queued[0], Note: n})
	got, err := c.Upload(t.Context(), c.museum.ID, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := guide.UploadedDocument{PublicID: c.publicID("uploads/a.txt"), Title: "Título", Revision: 1, State: guide.RevisionReady, Lang: "pt"}
	if diff := cmp.Diff(want, got.Document); diff != "" || got.State() != guide.UploadReady {
		t.Errorf("read: %s (-want +got):\n%s", got.State(), diff)
	}

	twin, _ := c.send(c.sentFile("basket", "2", "copy.txt", "one"))
	if twin.State() != guide.UploadUnchanged || twin.Document.PublicID != want.PublicID {
		t.Errorf("the same bytes under another name: %s, %+v", twin.State(), twin.Document)
	}
	again, _ := c.send(c.sentFile("basket", "3", "a.txt", "one"))
	if again.State() != guide.UploadUnchanged || again.Document.PublicID != want.PublicID {
		t.Errorf("the same file: %s, %+v", again.State(), again.Document)
	}
	newer, queued := c.send(c.sentFile("basket", "4", "a.txt", "two"))
	if newer.Arrival != guide.ArrivedUpdated || newer.Document.PublicID != want.PublicID || newer.Document.Revision != 2 {
		t.Errorf("a new version: %+v", newer)
	}
	c.finish(guide.Prepared{RevisionID: queued[0], Failure: "there is no text in it"})
	failed, _ := c.Upload(t.Context(), c.museum.ID, newer.ID)
	if failed.State() != guide.UploadFailed || failed.Document.Failure != "there is no text in it" {
		t.Errorf("failed: %s, %+v", failed.State(), failed.Document)
	}
	retried, _ := c.send(c.sentFile("basket", "5", "a.txt", "two"))
	if retried.Arrival != guide.ArrivedPending || retried.State() != guide.UploadReading || retried.Document.Revision != 2 {
		t.Errorf("taken up again: %+v", retried)
	}
	if got, want := c.acts(want.PublicID), []string{"document.upload by editor@museu.pt", "document.upload by editor@museu.pt", "document.upload by editor@museu.pt"}; !slices.Equal(got, want) {
		t.Errorf("audit log: %v, want %v", got, want)
	}
}

// A request made again is the same upload, whatever state the first was left in.
func TestUploadAgain(t *testing.T) {
	c := newCollection(t)
	sent := c.sentFile("basket", "1", "a.txt", "one")
	first, found := c.receive(sent)
	if found || first.State() != guide.UploadQueued {
		t.Fatalf("opened: found %t, %s", found, first.State())
	}

	// Cut off before it was registered.
	second, found := c.receive(sent)
	if !found || second.ID != first.ID {
		t.Errorf("opened again: found %t, %s; want %s", found, second.ID, first.ID)
	}
	if unsettled, err := c.UnsettledUploads(t.Context(), c.museum.ID); err != nil || len(unsettled) != 1 || unsettled[0].ID != first.ID {
		t.Errorf("unsettled: %v, %v", unsettled, err)
	}

	// Cut off before it was settled: the retry is told "pending", but it is new.
	c.registerUpload(first)
	if arrival, _ := c.registerUpload(second); arrival != guide.ArrivedPending {
		t.Errorf("registered again: %s", arrival)
	}
	settled := c.settle(second, guide.Settled{Arrival: guide.ArrivedUnchanged})
	if settled.Arrival != guide.ArrivedNew || settled.Document.Revision != 1 {
		t.Errorf("settled: %+v", settled)
	}

	// The answer was lost.
	third, found := c.receive(sent)
	if diff := cmp.Diff(settled, third); !found || diff != "" {
		t.Errorf("found %t (-settled +opened again):\n%s", found, diff)
	}
	if twice := c.settle(third, guide.Settled{Arrival: guide.ArrivedRefused, Reason: "no"}); twice.Arrival != guide.ArrivedNew {
		t.Errorf("settled a second time: %s", twice.Arrival)
	}
	if got := c.acts(settled.Document.PublicID); len(got) != 1 {
		t.Errorf("audit log: %v", got)
	}
	if unsettled, err := c.UnsettledUploads(t.Context(), c.museum.ID); err != nil || len(unsettled) != 0 {
		t.Errorf("unsettled: %v, %v", unsettled, err)
	}

	// The same key for other bytes.
	if _, _, err := c.OpenUpload(t.Context(), c.sentFile("basket", "1", "a.txt", "other")); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("other bytes under the same key: %v", err)
	}
}

// However many requests bring the same file at once, it is one upload and one
// document.
func TestUploadAtOnce(t *testing.T) {
	c := newCollection(t)
	var wg sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		wg.Go(func() {
			ctx := context.Background()
			u, _, err := c.OpenUpload(ctx, c.sentFile("basket", "1", "a.txt", "one"))
			if err != nil {
				t.Error(err)
				return
			}
			_, err = c.Register(ctx, c.museum.ID, u.ID, false, []guide.Incoming{{Source: u.Source, Original: u.Original, ContentSHA256: u.Original.SHA256}},
				func(context.Context, pgx.Tx, []int64) error { return nil })
			if err != nil {
				t.Error(err)
				return
			}
			settled, err := c.SettleUpload(ctx, c.museum.ID, u.ID, guide.Settled{Arrival: guide.ArrivedUnchanged})
			if err != nil || settled.Arrival != guide.ArrivedNew {
				t.Errorf("settled as %s, %v", settled.Arrival, err)
			}
			ids[i] = u.ID
		})
	}
	wg.Wait()
	if ids = slices.Compact(ids); len(ids) != 1 {
		t.Errorf("%d uploads of one file: %v", len(ids), ids)
	}
	if got := c.acts(c.publicID("uploads/a.txt")); len(got) != 1 {
		t.Errorf("audit log: %v", got)
	}
}

func TestUploadRecords(t *testing.T) {
	c := newCollection(t)
	u, _ := c.receive(c.sentFile("basket", "1", "c.csv", "rows"))
	var incoming []guide.Incoming
	for i := range 4 {
		record := fmt.Sprintf(`{"id":"%d"}`, i)
		incoming = append(incoming, guide.Incoming{Source: fmt.Sprintf("uploads/c.csv#%d", i), Original: u.Original, Record: []byte(record), ContentSHA256: hash(record)})
	}
	queued, _ := arrive(t, c.Store, c.museum, u.ID, false, incoming)
	got := c.settle(u, guide.Settled{Arrival: guide.ArrivedNew, Records: 6, Refused: 1, Why: "line 3: it has no title"})
	want := guide.RecordCounts{Total: 6, Refused: 1, New: 4, Stored: 4, Problem: "line 3: it has no title"}
	if diff := cmp.Diff(want, got.Records); diff != "" || got.State() != guide.UploadReading || got.Records.Unchanged() != 1 {
		t.Errorf("%s (-want +got):\n%s", got.State(), diff)
	}
	for i, id := range queued {
		p := guide.Prepared{RevisionID: id, Failure: "no"}
		if i > 0 {
			p = guide.Prepared{RevisionID: id, Note: note("T", "", "pt", "Texto.")}
		}
		c.finish(p)
	}
	got, _ = c.Upload(t.Context(), c.museum.ID, u.ID)
	if r := got.Records; r.Ready != 3 || r.Failed != 1 || r.Stored != 0 || got.State() != guide.UploadFailed || got.Document != (guide.UploadedDocument{}) {
		t.Errorf("read: %s, %+v", got.State(), got)
	}
	if got, want := c.acts(u.ID), []string{"upload.records by editor@museu.pt"}; !slices.Equal(got, want) {
		t.Errorf("audit log: %v, want %v", got, want)
	}
}

func TestBaskets(t *testing.T) {
	c := newCollection(t)
	other := c.addMuseum("outro")
	colleague := c.addUser(guide.RoleCurator, "colega@museu.pt")
	c.send(c.sentFile("old", "1", "a.txt", "one"))
	c.send(c.sentFile("new", "1", "b.txt", "two"))
	refused := c.sentFile("new", "2", "c.heic", "three")
	refused.Original, refused.Arrival, refused.Reason = guide.Original{}, guide.ArrivedRefused, "not read"
	c.receive(refused)
	theirs := c.sentFile("theirs", "1", "d.txt", "four")
	theirs.UserID = colleague.ID
	c.send(theirs)

	got, err := c.Baskets(t.Context(), c.museum.ID, c.editor.ID, 10)
	want := []guide.Basket{{ID: "new", Files: 2, Problems: 1, Moving: 1, First: "b.txt"}, {ID: "old", Files: 1, Moving: 1, First: "a.txt"}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(guide.Basket{}, "CreatedAt")); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := c.Baskets(t.Context(), other.ID, c.editor.ID, 10); len(got) != 0 || err != nil {
		t.Errorf("another museum's: %v, %v", got, err)
	}
	uploads, err := c.BasketUploads(t.Context(), c.museum.ID, "new", nil)
	if err != nil || len(uploads) != 2 || uploads[0].Path != "b.txt" || uploads[1].State() != guide.UploadRefused || uploads[1].Reason != "not read" {
		t.Errorf("basket: %+v, %v", uploads, err)
	}
	if some, err := c.BasketUploads(t.Context(), c.museum.ID, "new", []string{uploads[1].ID, "none"}); err != nil || len(some) != 1 || some[0].Key != "2" {
		t.Errorf("some of a basket: %+v, %v", some, err)
	}
	if some, err := c.BasketUploads(t.Context(), other.ID, "new", nil); err != nil || len(some) != 0 {
		t.Errorf("another museum's basket: %+v, %v", some, err)
	}
	if _, err := c.Upload(t.Context(), other.ID, uploads[0].ID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("another museum's upload: %v", err)
	}
}

func TestFullBasket(t *testing.T) {
	c := newCollection(t)
	if _, err := c.pool.Exec(t.Context(), `
		INSERT INTO uploads (public_id, museum_id, basket, key, path, source, size, arrival, reason)
		SELECT 'u' || i, $1, 'full', i::text, 'x', 'x', 0, 'refused', 'no' FROM generate_series(1, $2) i`, c.museum.ID, guide.MaxBasket); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.OpenUpload(t.Context(), c.sentFile("full", "one-more", "a.txt", "one")); !errors.Is(err, guide.ErrConflict) || !strings.Contains(err.Error(), "holds") {
		t.Errorf("one more: %v", err)
	}
	if u, found := c.receive(c.sentFile("full", "7", "a.txt", "one")); !found || u.ID != "u7" {
		t.Errorf("one of them again: found %t, %s", found, u.ID)
	}
}
