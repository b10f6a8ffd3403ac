package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// collection is a museum in a database of the test's own, with an editor.
type collection struct {
	*postgres.Store
	t      *testing.T
	pool   *pgxpool.Pool
	museum guide.Museum
	editor guide.User
}

func newCollection(t *testing.T) *collection {
	t.Helper()
	pool := dbtest.DB(t)
	c := &collection{Store: postgres.New(pool), t: t, pool: pool}
	c.museum = c.addMuseum("galeria")
	c.editor = c.addUser(guide.RoleEditor, "editor@museu.pt")
	return c
}

func (c *collection) addMuseum(code string) guide.Museum {
	c.t.Helper()
	space, err := c.EnsureSpace(c.t.Context(), guide.Space{Name: "test-4", Model: "test", Dims: 4})
	if err != nil {
		c.t.Fatal(err)
	}
	m, err := c.CreateMuseum(c.t.Context(), guide.Museum{Code: code, Names: map[string]string{"pt": code}, Lang: "pt", Langs: []string{"pt", "en"}, Space: space})
	if err != nil {
		c.t.Fatal(err)
	}
	return m
}

func (c *collection) addUser(role guide.Role, email string) guide.User {
	c.t.Helper()
	token, err := c.InviteUser(c.t.Context(), c.museum.ID, role, time.Now().Add(time.Hour))
	if err != nil {
		c.t.Fatal(err)
	}
	u, err := c.AcceptInvitation(c.t.Context(), token, email, "Pessoa", "hash")
	if err != nil {
		c.t.Fatal(err)
	}
	return u
}

// note is a curator's note as the reader would have found it: about an object
// when inventory is set.
func note(title, inventory, lang, text string) guide.Note {
	n := guide.Note{Kind: guide.KindTheme, Lang: lang, Audience: guide.AudiencePublic, Text: text,
		Label: guide.Label{Lang: lang, Title: title}, Inventory: inventory}
	if inventory != "" {
		n.Kind = guide.KindObject
	}
	return n
}

// register takes note of a new revision of the document with a source, and
// leaves it to be read.
func (c *collection) register(source, content string, publish bool) int64 {
	c.t.Helper()
	var ids []int64
	_, err := c.Register(c.t.Context(), c.museum.ID, "batch", publish,
		[]guide.Incoming{{Source: source, Original: guide.Original{SHA256: hash(content), Name: source, Type: "text/plain", Size: int64(len(content))}, ContentSHA256: hash(content)}},
		func(_ context.Context, _ pgx.Tx, revisions []int64) error { ids = revisions; return nil })
	if err != nil || len(ids) != 1 {
		c.t.Fatalf("register %s: %d revisions, %v", source, len(ids), err)
	}
	return ids[0]
}

// put brings a note in, as one passage, and returns
// its document's public id.
func (c *collection) put(source string, n guide.Note, publish bool) string {
	c.t.Helper()
	c.finish(guide.Prepared{RevisionID: c.register(source, n.Text, publish), Note: n, Passages: []guide.IndexedPassage{{
		Passage: guide.Passage{Start: 0, End: len([]rune(n.Text)), Text: n.Text},
		Vector:  []float32{1, 0, 0, 0},
	}}})
	return c.publicID(source)
}

// fail brings in a revision that cannot be read.
func (c *collection) fail(source, content, failure string) string {
	c.t.Helper()
	c.finish(guide.Prepared{RevisionID: c.register(source, content, true), Failure: failure})
	return c.publicID(source)
}

func (c *collection) finish(p guide.Prepared) {
	c.t.Helper()
	if err := c.Finish(c.t.Context(), c.museum, []guide.Prepared{p}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *collection) publicID(source string) (id string) {
	c.t.Helper()
	if err := c.pool.QueryRow(c.t.Context(), `SELECT public_id FROM documents WHERE museum_id = $1 AND source = $2`, c.museum.ID, source).Scan(&id); err != nil {
		c.t.Fatal(err)
	}
	return id
}

// hash stands for SHA-256: as long, and as different for different content.
func hash(content string) string { return fmt.Sprintf("%064x", []byte(content))[:64] }

// checkWords fails unless the index that has followed every change so far finds
// just what one that reads all there is anew does.
func (c *collection) checkWords(when string) {
	c.t.Helper()
	var all string
	if err := c.pool.QueryRow(c.t.Context(), `
		SELECT coalesce(string_agg(DISTINCT word, ' '), '') FROM passages, regexp_split_to_table(text, '\s+') word WHERE museum_id = $1`, c.museum.ID).Scan(&all); err != nil {
		c.t.Fatal(err)
	}
	q := guide.Search{Museum: c.museum, Audience: guide.AudienceStaff, At: time.Now().AddDate(10, 0, 0), Lang: "pt", Text: all, Vector: []float32{0, 0, 0, 0}}
	if diff := cmp.Diff(search(c.t, postgres.New(c.pool), q), search(c.t, c.Store, q)); diff != "" {
		c.t.Errorf("%s (-read anew +followed):\n%s", when, diff)
	}
}

// acts are what was done to a subject, oldest first.
func (c *collection) acts(subject string) []string {
	c.t.Helper()
	rows, err := c.pool.Query(c.t.Context(), `
		SELECT action || coalesce(' by ' || u.email, '') FROM audit_log a LEFT JOIN users u ON u.id = a.user_id
		WHERE subject = $1 ORDER BY a.id`, subject)
	if err != nil {
		c.t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		c.t.Fatal(err)
	}
	return slices.Clip(out)
}
