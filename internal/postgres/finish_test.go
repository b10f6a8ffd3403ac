package postgres_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// count runs a query that counts.
func (c *collection) count(sql string, args ...any) (n int) {
	c.t.Helper()
	if err := c.pool.QueryRow(c.t.Context(), sql, args...).Scan(&n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// liveNumber is the number of a document's live revision, 0 when it has none.
func (c *collection) liveNumber(source string) int {
	c.t.Helper()
	return c.count(`SELECT coalesce(max(r.number), 0) FROM documents d JOIN revisions r ON r.id = d.live_revision_id
		WHERE d.museum_id = $1 AND d.source = $2`, c.museum.ID, source)
}

func TestFinishWritesAndPublishes(t *testing.T) {
	c := newCollection(t)
	n := note("Almofariz de bronze", "CG-001", "pt", "Serve para moer.\nFoi fundido em 1540.")
	n.Room, n.Order, n.Highlight, n.Author = "sala-2", 3, true, "Conservação"
	n.Label = guide.Label{Lang: "pt", Title: n.Label.Title, Maker: "Oficina do Porto", Date: "1540", Material: "bronze", HeldBy: "Farmácia"}
	n.Headings = []guide.Heading{{Offset: 0, Level: 2, Text: "Serve para moer."}}
	publish(t, c.Store, c.museum, cut("a.md", n, 4))

	live, err := c.Note(t.Context(), c.museum.ID, c.publicID("a.md"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	want := guide.LiveNote{Document: live.Document, Kind: guide.KindObject, Inventory: "CG-001", Title: n.Label.Title, Lang: "pt",
		Author: "Conservação", Revision: 1, Date: live.Date, Label: n.Label, Text: n.Text, Headings: n.Headings}
	if diff := cmp.Diff(want, live); diff != "" {
		t.Errorf("note (-want +got):\n%s", diff)
	}
	objects, err := c.Objects(t.Context(), guide.ObjectQuery{MuseumID: c.museum.ID, Lang: "en"})
	if err != nil || len(objects) != 1 {
		t.Fatalf("objects: %v, %v", objects, err)
	}
	wantObject := guide.Object{ID: objects[0].ID, Inventory: "CG-001", RoomID: objects[0].RoomID, Order: 3, Highlight: true, Label: n.Label}
	if diff := cmp.Diff(wantObject, objects[0]); diff != "" || objects[0].RoomID == 0 {
		t.Errorf("object (-want +got):\n%s", diff)
	}

	// A later note that is silent about room, order and highlight moves nothing.
	publish(t, c.Store, c.museum, cut("a.en.md", note("Bronze mortar", "CG-001", "en", "For grinding."), 4))
	wantObject.Label = guide.Label{Lang: "en", Title: "Bronze mortar"}
	objects, err = c.Objects(t.Context(), guide.ObjectQuery{MuseumID: c.museum.ID, Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]guide.Object{wantObject}, objects); diff != "" {
		t.Errorf("object in another language (-want +got):\n%s", diff)
	}
	c.checkWords("published")
}

// Until somebody publishes it, a revision registered without publish is ready
// and unseen.
func TestFinishWithoutPublishing(t *testing.T) {
	c := newCollection(t)
	d := cut("a.md", note("Balança", "CG-002", "pt", "Pesa."), 4)
	if err := c.Finish(t.Context(), c.museum, register(t, c.Store, c.museum, false, d)); err != nil {
		t.Fatal(err)
	}
	if got := c.liveNumber("a.md"); got != 0 {
		t.Errorf("live revision: got %d, want none", got)
	}
	if got := c.count(`SELECT count(*) FROM objects`); got != 0 {
		t.Errorf("objects: got %d, want none before it is published", got)
	}
	if got := c.count(`SELECT count(*) FROM passages`); got != 1 {
		t.Errorf("passages: got %d, want 1", got)
	}
	c.checkWords("ready")
}

// One revision that cannot be read does not hold up the others of its job.
func TestFinishWithFailures(t *testing.T) {
	c := newCollection(t)
	prepared := register(t, c.Store, c.museum, true,
		cut("a.md", note("A", "", "pt", "uma"), 4), cut("b.md", note("B", "", "pt", "outra"), 4))
	prepared[0] = guide.Prepared{RevisionID: prepared[0].RevisionID, Failure: "it is empty"}
	if err := c.Finish(t.Context(), c.museum, prepared); err != nil {
		t.Fatal(err)
	}
	if a, b := c.liveNumber("a.md"), c.liveNumber("b.md"); a != 0 || b != 1 {
		t.Errorf("live revisions: got %d and %d, want 0 and 1", a, b)
	}
	// Nothing waits any more; what failed is not failed again.
	prepared[0].Failure = "for another reason"
	if err := c.Finish(t.Context(), c.museum, prepared); err != nil {
		t.Fatal(err)
	}
	state, err := c.Batch(t.Context(), c.museum.ID, "batch")
	if err != nil {
		t.Fatal(err)
	}
	want := guide.BatchState{Ready: 1, Failed: 1, Passages: 1, Failures: []guide.Failure{{Source: "a.md", Reason: "it is empty"}}}
	if diff := cmp.Diff(want, state); diff != "" {
		t.Errorf("batch (-want +got):\n%s", diff)
	}
}

func TestFinishRefusesVectorsOfAnotherSpace(t *testing.T) {
	c := newCollection(t)
	prepared := register(t, c.Store, c.museum, true, cut("a.md", note("A", "", "pt", "uma"), 4), cut("b.md", note("B", "", "pt", "outra"), 5))
	if err := c.Finish(t.Context(), c.museum, prepared); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
	if got := c.count(`SELECT count(*) FROM passages`); got != 0 {
		t.Errorf("passages: got %d, want 0", got)
	}
}

func TestFinishLeavesOtherMuseumsAlone(t *testing.T) {
	c := newCollection(t)
	other := c.addMuseum("outro")
	prepared := register(t, c.Store, other, true, cut("a.md", note("A", "", "pt", "uma"), 4))
	if err := c.Finish(t.Context(), c.museum, prepared); err != nil {
		t.Fatal(err)
	}
	if got := c.count(`SELECT count(*) FROM passages`); got != 0 {
		t.Errorf("passages: got %d, want 0", got)
	}
}

// Two workers with the same revisions write them once.
func TestFinishAtOnce(t *testing.T) {
	c := newCollection(t)
	var drafts []draft
	for i := range 20 {
		drafts = append(drafts, cut(fmt.Sprint(i, ".md"), note("Nota", fmt.Sprint("cg-", i%7), "pt", fmt.Sprint("linha ", i, "\noutra linha")), 4))
	}
	prepared := register(t, c.Store, c.museum, true, drafts...)
	backwards := slices.Clone(prepared)
	slices.Reverse(backwards)
	var workers sync.WaitGroup
	for i := range 4 {
		workers.Go(func() {
			mine := prepared
			if i%2 == 1 {
				mine = backwards
			}
			if err := c.Finish(t.Context(), c.museum, mine); err != nil {
				t.Error(err)
			}
		})
	}
	workers.Wait()
	if got := c.count(`SELECT count(*) FROM passages`); got != 40 {
		t.Errorf("passages: got %d, want 40", got)
	}
	c.checkWords("finished by four")
}

// Whichever is finished first, the newest revision is live.
func TestFinishOutOfOrder(t *testing.T) {
	c := newCollection(t)
	version := func(source string, n int) []guide.Prepared {
		return register(t, c.Store, c.museum, true, cut(source, note("Nota", "cg-1", "pt", fmt.Sprintf("%s versão%d", source, n)), 4))
	}
	one, two := version("a.md", 1), version("a.md", 2)
	for _, p := range [][]guide.Prepared{two, one} {
		if err := c.Finish(t.Context(), c.museum, p); err != nil {
			t.Fatal(err)
		}
		if got := c.liveNumber("a.md"); got != 2 {
			t.Errorf("live revision: got %d, want 2", got)
		}
	}
	for i := range 20 { // and when they are finished at the same moment
		source := fmt.Sprintf("b%d.md", i)
		var workers sync.WaitGroup
		for _, p := range [][]guide.Prepared{version(source, 1), version(source, 2), version(source, 3)} {
			workers.Go(func() {
				if err := c.Finish(t.Context(), c.museum, p); err != nil {
					t.Error(err)
				}
			})
		}
		workers.Wait()
		if got := c.liveNumber(source); got != 3 {
			t.Errorf("%s: live revision: got %d, want 3", source, got)
		}
	}
	c.checkWords("out of order")
}

// An ingest that runs by itself does not bring back what a curator withdrew.
func TestFinishLeavesWithdrawn(t *testing.T) {
	c := newCollection(t)
	publish(t, c.Store, c.museum, cut("a.md", note("Nota", "cg-1", "pt", "primeira versão"), 4))
	document := c.publicID("a.md")
	if err := c.Withdraw(t.Context(), c.editor, document); err != nil {
		t.Fatal(err)
	}
	publish(t, c.Store, c.museum, cut("a.md", note("Nota", "cg-1", "pt", "segunda versão"), 4))
	if _, err := c.Note(t.Context(), c.museum.ID, document, time.Now()); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("note: got %v, want ErrNotFound", err)
	}
	c.checkWords("withdrawn")
	if err := c.Publish(t.Context(), c.editor, document, 2); err != nil {
		t.Fatal(err)
	}
	live, err := c.Note(t.Context(), c.museum.ID, document, time.Now())
	if err != nil || live.Text != "segunda versão" {
		t.Errorf("note: got %q, %v", live.Text, err)
	}
	c.checkWords("published again")
}

// A reader who searches while a note is published again and again sees each
// time all the passages of one revision, and no other.
func TestReadersSeeOneRevisionWhole(t *testing.T) {
	c := newCollection(t)
	version := func(n int) draft {
		var lines []string
		for i := range 2 + n%3 {
			lines = append(lines, fmt.Sprintf("almofariz versão%d linha%d", n, i))
		}
		return cut("a.md", note("Nota", "cg-1", "pt", strings.Join(lines, "\n")), 4)
	}
	publish(t, c.Store, c.museum, version(0))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for _, q := range []guide.Search{
		{Text: "almof", Vector: []float32{1, 0, 0, 0}},
		{Text: "almof", Objects: []string{"cg-1"}},
		{Vector: []float32{1, 1, 1, 1}},
	} {
		q.Museum, q.Audience, q.At, q.Lang = c.museum, guide.AudiencePublic, time.Now(), "pt"
		readers.Go(func() {
			for searches := 0; ; searches++ {
				select {
				case <-stop:
					if searches == 0 {
						t.Error("no search was made")
					}
					return
				default:
				}
				found, err := c.Search(t.Context(), q)
				if err != nil {
					t.Error(err)
					return
				}
				if problem := oneRevisionWhole(found.Hits); problem != "" {
					t.Errorf("search %d: %s", searches, problem)
					return
				}
			}
		})
	}
	for n := 1; n <= 40; n++ {
		publish(t, c.Store, c.museum, version(n))
	}
	close(stop)
	readers.Wait()
}

// oneRevisionWhole says what is wrong when hits are not exactly the passages of
// one of TestReadersSeeOneRevisionWhole's revisions.
func oneRevisionWhole(hits []guide.Hit) string {
	if len(hits) == 0 {
		return "nothing is found"
	}
	number := hits[0].Revision
	for _, h := range hits {
		if h.Revision != number || !strings.Contains(h.Text, fmt.Sprintf("versão%d ", number-1)) {
			return fmt.Sprintf("revision %d beside %d: %q", h.Revision, number, h.Text)
		}
	}
	if want := 2 + (number-1)%3; len(hits) != want {
		return fmt.Sprintf("%d of the %d passages of revision %d", len(hits), want, number)
	}
	return ""
}

// Whatever is done to documents, in whatever order, the words of what is live are
// those that are searched.
func TestWordsStayAbreast(t *testing.T) {
	c := newCollection(t)
	random := rand.New(rand.NewPCG(3, 4))
	words := strings.Fields("almofariz balança botica bronze cobre frasco mezinha pote prata triaga vidro")
	source := func() string { return fmt.Sprintf("%d.md", random.IntN(6)) }
	var waiting []guide.Prepared
	for step := range 200 {
		what := ""
		switch random.IntN(5) {
		case 0, 1:
			what = "register"
			var lines []string
			for range 1 + random.IntN(3) {
				line := make([]string, 1+random.IntN(12))
				for i := range line {
					line[i] = words[random.IntN(len(words))]
				}
				lines = append(lines, strings.Join(line, " "))
			}
			n := note("Nota", fmt.Sprint("cg-", random.IntN(4)), "pt", strings.Join(lines, "\n"))
			waiting = append(waiting, register(t, c.Store, c.museum, random.IntN(3) > 0, cut(source(), n, 4))...)
		case 2, 3:
			what = "finish"
			random.Shuffle(len(waiting), func(i, j int) { waiting[i], waiting[j] = waiting[j], waiting[i] })
			some := waiting[:random.IntN(len(waiting)+1)]
			if len(some) > 1 && random.IntN(4) == 0 {
				some[0] = guide.Prepared{RevisionID: some[0].RevisionID, Failure: "it is empty"}
			}
			if err := c.Finish(t.Context(), c.museum, some); err != nil {
				t.Fatalf("step %d: %v", step, err)
			}
			waiting = waiting[len(some)/2:] // the others are finished twice
		case 4:
			what = "withdraw or publish"
			c.withdrawOrPublish(source(), 1+random.IntN(5), random.IntN(2) == 0)
		}
		c.checkWords(fmt.Sprintf("step %d, %s", step, what))
		if t.Failed() {
			return
		}
	}
	if live := c.count(`SELECT count(*) FROM documents WHERE live_revision_id IS NOT NULL`); live < 4 {
		t.Errorf("only %d documents went live: the sequence proves little", live)
	}
}

// withdrawOrPublish does what it can to a document that may not be there.
func (c *collection) withdrawOrPublish(source string, revision int, withdraw bool) {
	c.t.Helper()
	if c.count(`SELECT count(*) FROM documents WHERE source = $1`, source) == 0 {
		return
	}
	var err error
	if withdraw {
		err = c.Withdraw(c.t.Context(), c.editor, c.publicID(source))
	} else {
		err = c.Publish(c.t.Context(), c.editor, c.publicID(source), revision)
	}
	if err != nil && !errors.Is(err, guide.ErrConflict) {
		c.t.Fatal(err)
	}
}
