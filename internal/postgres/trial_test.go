package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// A revision is tried as if visitors could read it, whatever keeps them from it;
// nothing of that stays, and nobody else notices.
func TestTrial(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	embargoed := note("Em segredo", "cg-2", "pt", "canela guardada")
	embargoed.Audience, embargoed.Embargo = guide.AudienceStaff, time.Now().Add(time.Hour)
	for name, test := range map[string]struct {
		document string
		before   func(document string)
		revision int
	}{
		"a draft":            {c.put("draft.md", note("Rascunho", "cg-1", "pt", "canela"), false), nil, 1},
		"staff, embargoed":   {c.put("staff.md", embargoed, true), nil, 1},
		"withdrawn":          {c.put("w.md", note("Retirado", "", "pt", "canela retirada"), true), func(id string) { c.must(c.Withdraw(ctx, c.editor, id)) }, 1},
		"deleted":            {c.put("d.md", note("Eliminado", "", "pt", "canela eliminada"), true), func(id string) { c.must(c.Delete(ctx, c.editor, id)) }, 1},
		"older than what is": {c.put("o.md", note("Antes", "", "pt", "canela antes"), true), func(string) { c.put("o.md", note("Depois", "", "pt", "cravo depois"), true) }, 1},
		"newer than what is": {c.put("n.md", note("Pote", "", "pt", "cravo"), true), func(string) { c.put("n.md", note("Pote", "", "pt", "canela nova"), false) }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			if test.before != nil {
				test.before(test.document)
			}
			d := c.open(test.document)
			i := slices.IndexFunc(d.Revisions, func(r guide.Published) bool { return r.Number == test.revision })
			q := asked(c.museum, "canela")
			q.Text = "canela"
			hits := func(found guide.Found) (out []int) {
				for _, h := range found.Hits {
					if h.Document == test.document && h.LexicalRank > 0 {
						out = append(out, h.Revision)
					}
				}
				return out
			}
			before := search(t, c.Store, q)
			if got := hits(before); got != nil {
				t.Errorf("visitors find revisions %v", got)
			}
			found, err := c.Trial(d.Revisions[i].ID).Search(ctx, q)
			c.must(err)
			if got, want := hits(found), []int{test.revision}; !slices.Equal(got, want) {
				t.Errorf("tried: got revisions %v, want %v", got, want)
			}
			if !found.Words["canel"].Held {
				t.Error("tried, the word is not known")
			}
			if diff := cmp.Diff(before, search(t, c.Store, q)); diff != "" {
				t.Errorf("visitors afterwards (-before +after):\n%s", diff)
			}
			c.checkWords("tried")
			if diff := cmp.Diff(d, c.open(test.document)); diff != "" {
				t.Errorf("document (-before +after):\n%s", diff)
			}
		})
	}
	if n := c.count(`SELECT count(*) FROM objects WHERE inventory = 'cg-1'`); n != 0 {
		t.Error("trying a draft made its object")
	}
	other := c.addMuseum("outro")
	for name, id := range map[string]int64{"another museum's": c.open(c.publicID("w.md")).Revisions[0].ID, "one that is not": 1 << 40} {
		if _, err := c.Trial(id).Search(ctx, asked(other, "canela")); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s: got %v, want ErrNotFound", name, err)
		}
	}
}
