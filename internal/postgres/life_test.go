package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"cicerone/internal/guide"
)

// open is a document as the back office sees it.
func (c *collection) open(document string) guide.OpenDocument {
	c.t.Helper()
	d, err := c.Document(c.t.Context(), c.museum.ID, document)
	if err != nil {
		c.t.Fatal(err)
	}
	return d
}

// public reports whether visitors find a document by a word of it, or can read it.
func (c *collection) public(document, word string) bool {
	c.t.Helper()
	found := search(c.t, c.Store, guide.Search{Museum: c.museum, At: time.Now(), Lang: "pt", Text: word, Vector: []float32{1, 0, 0, 0}})
	_, err := c.Note(c.t.Context(), c.museum.ID, document, time.Now())
	if err != nil && !errors.Is(err, guide.ErrNotFound) {
		c.t.Fatal(err)
	}
	return err == nil || slices.ContainsFunc(found.Hits, func(h guide.Hit) bool { return h.Document == document })
}

// must fails when a step of a story does.
func (c *collection) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// read lets queued revisions be read, those written by hand as they are written.
func (c *collection) read(queued []int64) {
	c.t.Helper()
	revisions, err := c.Stored(c.t.Context(), queued)
	c.must(err)
	if len(revisions) != len(queued) {
		c.t.Fatalf("%d of %d revisions are stored", len(revisions), len(queued))
	}
	for _, r := range revisions {
		if r.Edited == nil {
			c.t.Fatalf("revision %d was not written by hand", r.Number)
		}
		d := cut(r.Original.Name, *r.Edited, 4)
		c.finish(guide.Prepared{RevisionID: r.ID, Note: *r.Edited, Passages: d.passages})
	}
}

// edit writes a new revision of a document by hand and has it read.
func (c *collection) edit(by guide.User, document string, n guide.Note) {
	c.t.Helper()
	var queued []int64
	c.must(c.Edit(c.t.Context(), by, guide.Edit{Document: document, From: c.open(document).Revision, Note: n},
		func(_ context.Context, _ pgx.Tx, revisions []int64) error { queued = revisions; return nil }))
	c.read(queued)
}

func TestReview(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	writer := c.addUser(guide.RoleCurator, "curador@museu.pt")
	document := c.put("a.md", note("Almofariz", "cg-1", "pt", "pó de açafrão"), false)
	c.edit(writer, document, note("Almofariz", "cg-1", "pt", "pó de canela"))
	if d := c.open(document); d.State != guide.DocumentDraft || d.Revision != 2 || d.Revisions[0].Writer != "Pessoa" || d.Revisions[0].WriterID != writer.ID || !d.Revisions[0].ByHand {
		t.Errorf("edited: got %s, %+v", d.State, d.Revisions[0])
	}
	for name, err := range map[string]error{
		"an older revision":  c.Submit(ctx, writer, document, 1),
		"one not submitted":  c.SendBack(ctx, c.editor, document, 2, "mais"),
		"one that is not":    c.Submit(ctx, writer, document, 3),
		"one that is ready":  c.Retry(ctx, writer, document, nil),
		"no word of another": c.TakeBack(ctx, writer, document, 1),
	} {
		if !errors.Is(err, guide.ErrConflict) {
			t.Errorf("%s: got %v, want ErrConflict", name, err)
		}
	}
	c.must(c.Submit(ctx, writer, document, 2))
	c.must(c.Submit(ctx, writer, document, 2)) // twice is once
	if d := c.open(document); d.State != guide.DocumentInReview || d.Revisions[0].SubmittedBy != "Pessoa" {
		t.Errorf("submitted: got %s, %+v", d.State, d.Revisions[0])
	}
	c.must(c.TakeBack(ctx, writer, document, 2))
	c.must(c.Submit(ctx, writer, document, 2))
	c.must(c.SendBack(ctx, c.editor, document, 2, "Falta a data."))
	if d := c.open(document); d.State != guide.DocumentDraft || d.Revisions[0].Word != "Falta a data." || d.Revisions[0].Returned.IsZero() {
		t.Errorf("sent back: got %s, %+v", d.State, d.Revisions[0])
	}
	c.must(c.Submit(ctx, writer, document, 2))
	c.must(c.Publish(ctx, c.editor, document, 2))
	if d := c.open(document); d.State != guide.DocumentLive || d.Revisions[0].ApprovedBy != "Pessoa" || d.Revisions[0].Word != "" {
		t.Errorf("published: got %s, %+v", d.State, d.Revisions[0])
	}
	if err := c.Submit(ctx, writer, document, 2); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("submit what is live: got %v, want ErrConflict", err)
	}
	want := []string{"document.edit by curador@museu.pt", "document.submit by curador@museu.pt", "document.takeback by curador@museu.pt",
		"document.submit by curador@museu.pt", "document.sendback by editor@museu.pt", "document.submit by curador@museu.pt", "document.publish by editor@museu.pt"}
	if diff := cmp.Diff(want, c.acts(document)); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
	c.checkWords("reviewed")
}

// Who made the text may not publish it, by hand or on arrival; what the program
// brings has no maker, and somebody else's approval lasts.
func TestFourEyes(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	execute(t, c.pool, `UPDATE museums SET settings = '{"four_eyes": true}'`)
	c.museum.Settings.FourEyes, c.editor.Museum.Settings.FourEyes = true, true
	second := c.addUser(guide.RoleEditor, "segunda@museu.pt")
	second.Museum.Settings.FourEyes = true
	document := c.put("a.md", note("Almofariz", "cg-1", "pt", "pó de açafrão"), true)
	if d := c.open(document); d.State != guide.DocumentLive {
		t.Errorf("brought by the program: got %s, want live", d.State)
	}
	c.edit(c.editor, document, note("Almofariz", "cg-1", "pt", "pó de canela"))
	if err := c.Publish(ctx, c.editor, document, 2); !errors.Is(err, guide.ErrOwnText) || !errors.Is(err, guide.ErrForbidden) {
		t.Errorf("own text: got %v, want ErrOwnText", err)
	}
	c.must(c.Publish(ctx, second, document, 2))
	c.must(c.Withdraw(ctx, c.editor, document))
	c.must(c.Publish(ctx, c.editor, document, 2)) // undone: the second pair of eyes has seen it

	ids, _ := arriveFrom(t, c, guide.Incoming{Source: "b.md", By: c.editor.ID}, true)
	n := note("Pote", "cg-2", "pt", "pote azul")
	c.finish(guide.Prepared{RevisionID: ids[0], Note: n, Passages: cut("b.md", n, 4).passages})
	if d := c.open(c.publicID("b.md")); d.State != guide.DocumentDraft || d.Revisions[0].WriterID != c.editor.ID {
		t.Errorf("sent by a person to be published: got %s by %d, want a draft", d.State, d.Revisions[0].WriterID)
	}
	c.checkWords("with four eyes")
}

// arriveFrom registers one file that somebody sent.
func arriveFrom(t *testing.T, c *collection, in guide.Incoming, publish bool) ([]int64, []guide.Arrival) {
	t.Helper()
	file := arriving(in.Source, in.Source)
	file.By = in.By
	return arrive(t, c.Store, c.museum, "batch", publish, []guide.Incoming{file})
}

// Of two edits of the same revision the second changes nothing.
func TestEditConflict(t *testing.T) {
	c := newCollection(t)
	document := c.put("a.md", note("Almofariz", "cg-1", "pt", "um"), true)
	c.edit(c.editor, document, note("Almofariz", "cg-1", "pt", "dois"))
	queue := func(context.Context, pgx.Tx, []int64) error { t.Error("queued all the same"); return nil }
	err := c.Edit(t.Context(), c.editor, guide.Edit{Document: document, From: 1, Note: note("Almofariz", "", "pt", "três")}, queue)
	if !errors.Is(err, guide.ErrConflict) || c.open(document).Revision != 2 {
		t.Errorf("got %v, revision %d; want ErrConflict, 2", err, c.open(document).Revision)
	}
	other := guide.User{ID: c.editor.ID, Role: guide.RoleEditor, Museum: c.addMuseum("outro")}
	if err := c.Edit(t.Context(), other, guide.Edit{Document: document, From: 2}, queue); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("from another museum: got %v, want ErrNotFound", err)
	}
	if _, arrivals := arrive(t, c.Store, c.museum, "again", true, []guide.Incoming{{Source: "a.md", ContentSHA256: hash("um"), Original: guide.Original{SHA256: hash("um")}}}); arrivals[0] != guide.ArrivedUnchanged {
		t.Errorf("the file it was edited from, again: got %s, want unchanged", arrivals[0])
	}
}

func TestRestoreRevision(t *testing.T) {
	c := newCollection(t)
	first := note("Almofariz", "cg-1", "pt", "o primeiro texto")
	first.Headings = []guide.Heading{{Offset: 0, Level: 1, Text: "o primeiro texto"}}
	document := c.put("a.md", first, true)
	c.put("a.md", note("Almofariz novo", "cg-1", "pt", "o segundo texto"), true)
	var queued []int64
	c.must(c.RestoreRevision(t.Context(), c.editor, document, 1, func(_ context.Context, _ pgx.Tx, ids []int64) error { queued = ids; return nil }))
	c.read(queued)
	d := c.open(document)
	if d.State != guide.DocumentDraft || d.Revision != 3 || d.LiveRevision != 2 || d.Revisions[0].Original.SHA256 != d.Revisions[2].Original.SHA256 {
		t.Errorf("restored: got %s, revision %d over %d", d.State, d.Revision, d.LiveRevision)
	}
	got, err := c.ReadRevision(t.Context(), c.museum.ID, d.Revisions[0].ID)
	c.must(err)
	if diff := cmp.Diff(first, got.Note); diff != "" {
		t.Errorf("note (-want +got):\n%s", diff)
	}
	if _, arrivals := arrive(t, c.Store, c.museum, "again", true, []guide.Incoming{{Source: "a.md", ContentSHA256: hash("o segundo texto"), Original: guide.Original{SHA256: hash("o segundo texto")}}}); arrivals[0] != guide.ArrivedUnchanged {
		t.Errorf("the last file, again: got %s, want unchanged", arrivals[0])
	}
}

// Terms set by a person hold at once, and later files make them only stricter.
func TestTerms(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	marked := func(text string, audience guide.Audience, embargo time.Time) guide.Note {
		n := note("Almofariz", "cg-1", "pt", text)
		n.Audience, n.Embargo = audience, embargo
		return n
	}
	tomorrow, next := time.Now().Add(24*time.Hour).UTC().Truncate(time.Second), time.Now().Add(240*time.Hour).UTC().Truncate(time.Second)
	document := c.put("a.md", marked("um pote", guide.AudienceStaff, time.Time{}), true)
	check := func(when string, want guide.Terms, found bool) {
		t.Helper()
		d := c.open(document)
		if diff := cmp.Diff(want, d.Terms); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
		if got := c.public(document, "pote"); got != found {
			t.Errorf("%s: public %v, want %v", when, got, found)
		}
		c.checkWords(when)
	}
	check("as the file says", guide.Terms{Audience: guide.AudienceStaff}, false)
	c.must(c.SetTerms(ctx, c.editor, document, guide.Terms{Audience: guide.AudiencePublic, Sensitivity: "Fala de mortos."}))
	check("relaxed by a person", guide.Terms{Audience: guide.AudiencePublic, Sensitivity: "Fala de mortos."}, true)
	if live, err := c.Note(ctx, c.museum.ID, document, time.Now()); err != nil || live.Sensitivity != "Fala de mortos." {
		t.Errorf("as visitors read it: got %q, %v", live.Sensitivity, err)
	}
	c.edit(c.editor, document, marked("um pote só", guide.AudienceStaff, time.Time{})) // as the form has it from the file
	c.must(c.Publish(ctx, c.editor, document, 2))
	check("edited since", guide.Terms{Audience: guide.AudiencePublic, Sensitivity: "Fala de mortos."}, true)
	c.must(c.SetTerms(ctx, c.editor, document, guide.Terms{Audience: guide.AudienceStaff, Embargo: next}))
	c.put("a.md", marked("um pote aberto", guide.AudiencePublic, tomorrow), true)
	check("a milder file", guide.Terms{Audience: guide.AudienceStaff, Embargo: next}, false)
	c.must(c.SetTerms(ctx, c.editor, document, guide.Terms{Audience: guide.AudiencePublic}))
	check("open again", guide.Terms{Audience: guide.AudiencePublic}, true)
	c.put("a.md", marked("um pote fechado", guide.AudienceStaff, tomorrow), true)
	check("a stricter file", guide.Terms{Audience: guide.AudienceStaff, Embargo: tomorrow}, false)

	document = c.put("b.md", marked("outro pote", guide.AudienceStaff, tomorrow), false)
	check("a draft", guide.Terms{Audience: guide.AudienceStaff, Embargo: tomorrow}, false)
	c.must(c.SetTerms(ctx, c.editor, document, guide.Terms{Audience: guide.AudiencePublic}))
	c.must(c.Publish(ctx, c.editor, document, 1))
	check("a draft opened by a person", guide.Terms{Audience: guide.AudiencePublic}, true)
}

// Deleting takes a document from everyone, and undoing it restores exactly what
// was.
func TestDelete(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	withdrawn := func(source string) string {
		id := c.put(source, note("Pote", "", "pt", "pote "+source), true)
		c.must(c.Withdraw(ctx, c.editor, id))
		return id
	}
	for name, document := range map[string]string{
		"live":      c.put("live.md", note("Almofariz", "cg-1", "pt", "um pote"), true),
		"withdrawn": withdrawn("w.md"),
		"a draft":   c.put("d.md", note("Rascunho", "", "pt", "pote por publicar"), false),
		"failed":    c.fail("f.md", "vazio", "there is no text in it"),
	} {
		before := c.open(document)
		c.must(c.Delete(ctx, c.editor, document))
		c.checkWords(name + " deleted")
		if c.public(document, "pote") {
			t.Errorf("%s, deleted, is public", name)
		}
		if d := c.open(document); d.State != guide.DocumentDeleted || d.Deleted.IsZero() {
			t.Errorf("%s, deleted: got %s", name, d.State)
		}
		if err := c.Publish(ctx, c.editor, document, 1); !errors.Is(err, guide.ErrConflict) {
			t.Errorf("publish what is deleted: got %v, want ErrConflict", err)
		}
		all, err := c.Documents(ctx, guide.DocumentQuery{MuseumID: c.museum.ID, Limit: 50})
		if err != nil || slices.ContainsFunc(all.Documents, func(d guide.ListedDocument) bool { return d.PublicID == document }) {
			t.Errorf("%s, deleted, is listed: %v", name, err)
		}
		gone, err := c.Documents(ctx, guide.DocumentQuery{MuseumID: c.museum.ID, State: guide.DocumentDeleted, Limit: 50})
		if err != nil || len(gone.Documents) != 1 || gone.Total != 1 {
			t.Errorf("deleted ones: got %+v, %v", gone, err)
		}
		c.must(c.Undelete(ctx, c.editor, document))
		c.must(c.Undelete(ctx, c.editor, document)) // twice is once
		c.checkWords(name + " brought back")
		after := c.open(document)
		after.Acts, before.Acts = nil, nil
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s, brought back (-before +after):\n%s", name, diff)
		}
	}
}

// A curator deletes only what is theirs alone and was never published.
func TestCuratorsDelete(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	curator := c.addUser(guide.RoleCurator, "curador@museu.pt")
	send := func(source string, by int64) string {
		ids, _ := arriveFrom(t, c, guide.Incoming{Source: source, By: by}, false)
		n := note("Pote", "", "pt", "pote "+source)
		c.finish(guide.Prepared{RevisionID: ids[0], Note: n, Passages: cut(source, n, 4).passages})
		return c.publicID(source)
	}
	own, published, others, ours := send("own.md", curator.ID), send("published.md", curator.ID), send("others.md", c.editor.ID), send("ours.md", curator.ID)
	c.must(c.Publish(ctx, c.editor, published, 1))
	c.edit(c.editor, ours, note("Pote", "", "pt", "pote nosso"))
	for _, id := range []string{published, others, ours} {
		if err := c.Delete(ctx, curator, id); !errors.Is(err, guide.ErrForbidden) {
			t.Errorf("%s: got %v, want ErrForbidden", c.open(id).Source, err)
		}
	}
	c.must(c.Delete(ctx, curator, own))
	c.must(c.Undelete(ctx, curator, own))
	c.must(c.Delete(ctx, c.editor, own))
	c.must(c.Undelete(ctx, curator, own))
}

// A file that comes again brings its deleted document back, as a draft, even
// when it was to be published at once.
func TestDeletedFileComesAgain(t *testing.T) {
	c := newCollection(t)
	document := c.put("a.md", note("Almofariz", "cg-1", "pt", "um pote"), true)
	never := c.put("b.md", note("Pote", "cg-2", "pt", "um pote por publicar"), false)
	c.must(c.Delete(t.Context(), c.editor, document))
	c.must(c.Delete(t.Context(), c.editor, never))
	if again := c.put("a.md", note("Almofariz", "cg-1", "pt", "um pote"), true); again != document {
		t.Fatalf("got document %s, want %s", again, document)
	}
	c.put("b.md", note("Pote", "cg-2", "pt", "um pote por publicar"), true)
	for _, id := range []string{document, never} {
		if d := c.open(id); d.State != guide.DocumentDraft || d.Revision != 2 || !d.Deleted.IsZero() || c.public(id, "pote") {
			t.Errorf("came again: got %s, revision %d, deleted %v, public %v", d.State, d.Revision, d.Deleted, c.public(id, "pote"))
		}
	}
	c.checkWords("come again")
	c.must(c.Publish(t.Context(), c.editor, document, 2))
	c.must(c.Publish(t.Context(), c.editor, never, 2))
	c.checkWords("published again")
}

func TestPurgeDeleted(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	kept := c.put("kept.md", note("Fica", "", "pt", "pote comum"), true)
	shared := c.put("shared.md", note("Cópia", "", "pt", "pote"), true)
	execute(t, c.pool, `UPDATE revisions SET sha256 = (SELECT sha256 FROM revisions r JOIN documents d ON d.id = r.document_id WHERE d.source = 'kept.md')
		WHERE document_id = (SELECT id FROM documents WHERE source = 'shared.md')`)
	gone := c.put("gone.md", note("Sai", "cg-1", "pt", "pote que sai"), true)
	for _, id := range []string{shared, gone} {
		c.must(c.Delete(ctx, c.editor, id))
	}
	if unused, err := c.PurgeDeleted(ctx, time.Now().Add(-time.Hour)); err != nil || len(unused) != 0 {
		t.Errorf("too early: got %v, %v", unused, err)
	}
	unused, err := c.PurgeDeleted(ctx, time.Now().Add(time.Hour))
	if want := []string{hash("pote que sai")}; err != nil || !slices.Equal(unused, want) {
		t.Errorf("originals: got %v, %v; want %v", unused, err, want)
	}
	for _, id := range []string{shared, gone} {
		if _, err := c.Document(ctx, c.museum.ID, id); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("purged: got %v, want ErrNotFound", err)
		}
	}
	if n := c.count(`SELECT count(*) FROM passages`); n != 1 || c.open(kept).State != guide.DocumentLive {
		t.Errorf("%d passages are left, want 1", n)
	}
	if used, err := c.OriginalUsed(ctx, hash("pote que sai")); used || err != nil {
		t.Errorf("original: used %v, %v", used, err)
	}
	if acts := c.acts(gone); acts[len(acts)-1] != "document.purge" {
		t.Errorf("audit: %v", acts)
	}
	c.checkWords("purged")
}

func TestRetry(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	var queued []int64
	queue := func(_ context.Context, _ pgx.Tx, ids []int64) error { queued = ids; return nil }
	first, second := c.fail("a.md", "um", "there is no text in it"), c.fail("b.md", "dois", "the file ends too early")
	c.must(c.Retry(ctx, c.editor, first, queue))
	if d := c.open(first); d.State != guide.DocumentStored || d.Failure != "" || len(queued) != 1 {
		t.Errorf("retried: got %s, %q, %d queued", d.State, d.Failure, len(queued))
	}
	n, err := c.RetryFailed(ctx, c.editor, queue)
	if err != nil || n != 1 || len(queued) != 1 || c.open(second).State != guide.DocumentStored {
		t.Errorf("the others: got %d, %d queued, %v", n, len(queued), err)
	}
	if n, err := c.RetryFailed(ctx, c.editor, nil); n != 0 || err != nil {
		t.Errorf("none left: got %d, %v", n, err)
	}
}

// The list says the same as the documents themselves, whatever was done to them,
// and its filters find it.
func TestListedFilters(t *testing.T) {
	c := newCollection(t)
	c.must(c.AddRooms(t.Context(), c.museum.ID, []guide.Room{{Code: "1"}, {Code: "2"}}))
	in := func(source, inventory, room, author string) string {
		n := note(strings.ToUpper(source), inventory, "pt", source)
		n.Room, n.Author = room, author
		return c.put(source, n, true)
	}
	in("a", "cg-1", "1", "Ana")
	in("b", "cg-2", "2", "Rui")
	in("c", "", "1", "Ana")
	execute(t, c.pool, `UPDATE objects SET room_id = (SELECT id FROM rooms WHERE code = '1') WHERE inventory = 'cg-2'`)
	for _, test := range []struct {
		name string
		q    guide.DocumentQuery
		want []string
	}{
		{"in a room, as its objects stand now", guide.DocumentQuery{Room: "1"}, []string{"C", "B", "A"}},
		{"in the room one was taken from", guide.DocumentQuery{Room: "2"}, nil},
		{"by an author", guide.DocumentQuery{Author: "Ana"}, []string{"C", "A"}},
		{"by both", guide.DocumentQuery{Author: "Ana", Room: "1", Text: "c", State: guide.DocumentLive, Lang: "pt"}, []string{"C", "A"}},
	} {
		test.q.MuseumID, test.q.Limit = c.museum.ID, 50
		list, err := c.Documents(t.Context(), test.q)
		c.must(err)
		var got []string
		for _, d := range list.Documents {
			got = append(got, d.Title)
		}
		if diff := cmp.Diff(test.want, got); diff != "" || list.Total != len(got) {
			t.Errorf("%s: total %d (-want +got):\n%s", test.name, list.Total, diff)
		}
		if want := []string{"Ana", "Rui"}; !slices.Equal(list.Authors, want) {
			t.Errorf("authors: got %v, want %v", list.Authors, want)
		}
	}
}
