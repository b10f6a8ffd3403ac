package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// newLibrary is a collection with a document in every state.
func newLibrary(t *testing.T) *collection {
	t.Helper()
	c := newCollection(t)
	c.put("live.md", note("Painéis de São Vicente", "CG-001", "pt", "seis tábuas"), true)
	c.put("ready.md", note("Draft", "CG-002", "en", "a draft"), false)
	if err := c.Withdraw(t.Context(), c.editor, c.put("withdrawn.md", note("Retirado", "", "pt", "nada"), true)); err != nil {
		t.Fatal(err)
	}
	c.put("half.md", note("Metade", "", "pt", "a primeira metade"), true)
	c.fail("half.md", "a segunda metade", "the file ends too early")
	c.fail("vazio.md", "vazio", "there is no text in it")
	c.register("waiting.md", "por ler", true)
	c.put("newest.md", note("100% <b>_seda_</b>", "X\\1", "pt", "seda"), true)
	return c
}

func TestDocuments(t *testing.T) {
	c := newLibrary(t)
	tests := []struct {
		name string
		q    guide.DocumentQuery
		want []string
	}{
		{"all, failures first, then newest first", guide.DocumentQuery{},
			[]string{"vazio.md", "Metade", "100% <b>_seda_</b>", "waiting.md", "Retirado", "Draft", "Painéis de São Vicente"}},
		{"live", guide.DocumentQuery{State: guide.DocumentLive}, []string{"100% <b>_seda_</b>", "Painéis de São Vicente"}},
		{"failed", guide.DocumentQuery{State: guide.DocumentFailed}, []string{"vazio.md", "Metade"}},
		{"waiting", guide.DocumentQuery{State: guide.DocumentStored}, []string{"waiting.md"}},
		{"ready", guide.DocumentQuery{State: guide.DocumentDraft}, []string{"Draft"}},
		{"withdrawn", guide.DocumentQuery{State: guide.DocumentWithdrawn}, []string{"Retirado"}},
		{"of no state", guide.DocumentQuery{State: "'; DROP TABLE documents"}, nil},
		{"in a language that only a draft has", guide.DocumentQuery{Lang: "en"}, []string{"Draft"}},
		{"by title, without accents or capitals", guide.DocumentQuery{Text: "PAINEIS DE SAO"}, []string{"Painéis de São Vicente"}},
		{"by title, with accents", guide.DocumentQuery{Text: "são vicente"}, []string{"Painéis de São Vicente"}},
		{"by inventory", guide.DocumentQuery{Text: "cg-00"}, []string{"Draft", "Painéis de São Vicente"}},
		{"by source", guide.DocumentQuery{Text: "vazio"}, []string{"vazio.md"}},
		{"by signs that mean something to LIKE", guide.DocumentQuery{Text: "% <b>_"}, []string{"100% <b>_seda_</b>"}},
		{"by a backslash", guide.DocumentQuery{Text: `x\`}, []string{"100% <b>_seda_</b>"}},
		{"the second and third", guide.DocumentQuery{Offset: 1, Limit: 2}, []string{"Metade", "100% <b>_seda_</b>"}},
		{"beyond the last", guide.DocumentQuery{Offset: 50}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.q.MuseumID = c.museum.ID
			if tt.q.Limit == 0 {
				tt.q.Limit = 50
			}
			list, err := c.Documents(t.Context(), tt.q)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range list.Documents {
				got = append(got, d.Title)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("titles (-want +got):\n%s", diff)
			}
			if want := len(got); tt.q.Offset == 0 && list.Total != want {
				t.Errorf("total: got %d, want %d", list.Total, want)
			}
		})
	}
	if list, err := c.Documents(t.Context(), guide.DocumentQuery{MuseumID: c.addMuseum("outro").ID, Limit: 50}); err != nil || len(list.Documents)+len(list.Langs) > 0 {
		t.Errorf("another museum's: got %+v, %v", list, err)
	}
}

func TestDocument(t *testing.T) {
	c := newLibrary(t)
	ctx := t.Context()
	d, err := c.Document(ctx, c.museum.ID, c.publicID("half.md"))
	if err != nil {
		t.Fatal(err)
	}
	if d.State != guide.DocumentFailed || d.Revision != 2 || d.LiveRevision != 1 || d.Failure != "the file ends too early" || d.Lang != "pt" || d.Kind != guide.KindTheme {
		t.Errorf("a document whose newest revision failed: got %+v", d.ListedDocument)
	}
	if len(d.Revisions) != 2 || d.Revisions[0].Number != 2 || d.Revisions[0].Failure == "" || !d.Revisions[0].At.IsZero() || d.Revisions[1].At.IsZero() {
		t.Errorf("revisions: got %+v", d.Revisions)
	}
	read, err := c.ReadRevision(ctx, c.museum.ID, d.Revisions[1].ID)
	if err != nil || read.Note.Text != "a primeira metade" || read.Note.Label.Title != "Metade" || len(read.Passages) != 1 || read.Passages[0].End != 17 {
		t.Errorf("the first revision as read: got %+v, %v", read, err)
	}
	if _, err := c.ReadRevision(ctx, c.museum.ID, d.Revisions[0].ID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("a revision that failed: got %v, want ErrNotFound", err)
	}
	w, err := c.Document(ctx, c.museum.ID, c.publicID("withdrawn.md"))
	if err != nil || w.Withdrawn.IsZero() || len(w.Acts) != 1 || w.Acts[0].Action != "document.withdraw" || w.Acts[0].Who != "Pessoa" {
		t.Errorf("a withdrawn document: got %+v, %v", w, err)
	}
	other := c.addMuseum("outro").ID
	if _, err := c.Document(ctx, other, d.PublicID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("another museum's document: got %v, want ErrNotFound", err)
	}
	if _, err := c.ReadRevision(ctx, other, d.Revisions[1].ID); !errors.Is(err, guide.ErrNotFound) {
		t.Errorf("another museum's revision: got %v, want ErrNotFound", err)
	}
}

func TestOverviewAndGaps(t *testing.T) {
	c := newLibrary(t)
	ctx := t.Context()
	for i, verdict := range []guide.Verdict{guide.NotCovered, guide.Answered, guide.NotCovered, guide.NotCovered} {
		at := time.Now().Add(-time.Duration(i) * 24 * time.Hour)
		if err := c.SaveTurn(ctx, guide.Turn{ID: postgres.NewID(), Conversation: postgres.NewID(), Lang: "pt", Verdict: verdict, Mode: guide.ModeQuote, At: at,
			Question: guide.Question{Museum: c.museum, Text: fmt.Sprintf("Pergunta %d?", i), Object: "CG-001"}, Timings: guide.Timings{}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.pool.Exec(ctx, `UPDATE gaps SET closed_at = now() WHERE turn_id = (SELECT id FROM turns WHERE question = 'Pergunta 2?')`); err != nil {
		t.Fatal(err)
	}
	got, err := c.Overview(ctx, c.museum.ID, time.Now().Add(-60*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	want := guide.Overview{Objects: 2, Questions: 3, Gaps: 2, Documents: map[guide.DocumentState]int{
		guide.DocumentLive: 2, guide.DocumentFailed: 2, guide.DocumentStored: 1, guide.DocumentDraft: 1, guide.DocumentWithdrawn: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("overview (-want +got):\n%s", diff)
	}
	gaps, err := c.Gaps(ctx, c.museum.ID, 1)
	if err != nil || len(gaps) != 1 || gaps[0].Question != "Pergunta 3?" || gaps[0].Inventory != "CG-001" {
		t.Errorf("newest gap: got %+v, %v", gaps, err)
	}
}
