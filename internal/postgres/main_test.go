package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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

// put brings a note in, as one passage whose terms are its words, and returns
// its document's public id.
func (c *collection) put(source string, n guide.Note, publish bool) string {
	c.t.Helper()
	c.finish(guide.Prepared{RevisionID: c.register(source, n.Text, publish), Note: n, Passages: []guide.IndexedPassage{{
		Passage: guide.Passage{Start: 0, End: len([]rune(n.Text)), Text: n.Text},
		Terms:   strings.Fields(strings.ToLower(n.Label.Title + " " + n.Text)),
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

// checkKeyCounts fails unless key_counts counts exactly the passages that
// visitors may be answered from.
func (c *collection) checkKeyCounts(when string) {
	c.t.Helper()
	rows, err := c.pool.Query(c.t.Context(), `
		WITH live AS (SELECT p.keys FROM passages p
		              JOIN documents d ON d.live_revision_id = p.revision_id AND d.withdrawn_at IS NULL WHERE d.museum_id = $1),
		     truth AS (SELECT key, count(*) AS n FROM (SELECT unnest(keys) AS key FROM live UNION ALL SELECT 0 FROM live) k GROUP BY key)
		SELECT coalesce(t.key, k.key), coalesce(t.n, 0), coalesce(k.passages, 0)
		FROM truth t FULL JOIN (SELECT * FROM key_counts WHERE museum_id = $1) k USING (key)
		WHERE coalesce(t.n, 0) <> coalesce(k.passages, 0) ORDER BY 1`, c.museum.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	wrong, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Key, Want, Got int }])
	if err != nil {
		c.t.Fatal(err)
	}
	if len(wrong) > 0 {
		c.t.Errorf("%s: %d keys are counted wrong, such as %+v", when, len(wrong), wrong[0])
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
