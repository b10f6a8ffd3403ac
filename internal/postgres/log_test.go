package postgres_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

func TestLog(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	admin := c.addUser(guide.RoleAdmin, "admin@museu.pt")
	id := c.put("a.md", note("Painéis", "CG-001", "pt", "um texto"), true)
	if err := c.Withdraw(ctx, c.editor, id); err != nil {
		t.Fatal(err)
	}
	if err := c.SetRole(ctx, admin, c.editor.ID, guide.RoleReader); err != nil {
		t.Fatal(err)
	}
	outside := c.addMuseum("outro")
	read := func(q guide.LogQuery) []string {
		t.Helper()
		if q.Limit == 0 {
			q.Limit = 100
		}
		if q.MuseumID == 0 {
			q.MuseumID = c.museum.ID
		}
		entries, err := c.Log(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range entries {
			out = append(out, e.Action+" "+e.Who+" "+e.Title)
		}
		return out
	}
	all := []string{"user.role Pessoa ", "document.withdraw Pessoa Painéis", "user.create Pessoa ", "user.invite  ", "user.create Pessoa ", "user.invite  "}
	tests := []struct {
		name string
		q    guide.LogQuery
		want []string
	}{
		{"all", guide.LogQuery{}, all},
		{"the newest two", guide.LogQuery{Limit: 2}, all[:2]},
		{"of a kind", guide.LogQuery{Kind: "document"}, all[1:2]},
		{"of a kind that is only the beginning of one", guide.LogQuery{Kind: "doc"}, nil},
		{"of somebody", guide.LogQuery{Person: admin.ID}, []string{all[0], all[2]}},
		{"on the server", guide.LogQuery{Person: guide.OnServer}, []string{all[3], all[5]}},
		{"of another museum", guide.LogQuery{MuseumID: outside.ID}, nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, read(tt.q)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	var paged []string
	q := guide.LogQuery{MuseumID: c.museum.ID, Limit: 1}
	for range len(all) {
		entries, err := c.Log(ctx, q)
		if err != nil || len(entries) != 1 {
			t.Fatalf("a page: got %d entries, %v", len(entries), err)
		}
		e := entries[0]
		paged, q.Before = append(paged, e.Action+" "+e.Who+" "+e.Title), e.ID
		if e.Action == "user.role" && (e.Detail["was"] != "editor" || e.Subject != "editor@museu.pt") {
			t.Errorf("entry: got %+v", e)
		}
	}
	if diff := cmp.Diff(all, paged); diff != "" {
		t.Errorf("page by page (-want +got):\n%s", diff)
	}
}

func TestSaveMuseum(t *testing.T) {
	c := newCollection(t)
	ctx := t.Context()
	admin := c.addUser(guide.RoleAdmin, "admin@museu.pt")
	admin.Museum = c.museum
	if fresh, err := c.Museum(ctx, "galeria"); err != nil || !cmp.Equal(fresh.Settings, guide.Settings{KeepDays: guide.DefaultKeepDays}) {
		t.Errorf("before anybody has decided: got %+v, %v", fresh.Settings, err)
	}
	if _, err := c.pool.Exec(ctx, `UPDATE museums SET settings = '{"of_a_later_program": 7}' WHERE id = $1`, c.museum.ID); err != nil {
		t.Fatal(err)
	}
	m := c.museum
	m.Names = map[string]string{"pt": "Galeria Nova", "en": "New Gallery"}
	m.Langs = []string{"en", "pt"}
	m.Settings = guide.Settings{FourEyes: true, KeepDays: 90}
	for range 2 {
		if err := c.SaveMuseum(ctx, admin, m); err != nil {
			t.Fatal(err)
		}
	}
	got, err := c.Museum(ctx, "galeria")
	if diff := cmp.Diff(m, got); err != nil || diff != "" {
		t.Errorf("museum (-want +got): %v\n%s", err, diff)
	}
	var later int
	if err := c.pool.QueryRow(ctx, `SELECT (settings->>'of_a_later_program')::int FROM museums WHERE id = $1`, c.museum.ID).Scan(&later); err != nil || later != 7 {
		t.Errorf("a setting this program does not know: got %d, %v", later, err)
	}
	if diff := cmp.Diff([]string{"museum.settings by admin@museu.pt"}, c.acts("galeria")); diff != "" {
		t.Errorf("audit log, in which what changes nothing does not stand (-want +got):\n%s", diff)
	}
	for name, spoil := range map[string]func(*guide.Museum){
		"no language":    func(m *guide.Museum) { m.Langs = nil },
		"no name":        func(m *guide.Museum) { m.Names = map[string]string{"en": "x"} },
		"kept no day":    func(m *guide.Museum) { m.Settings.KeepDays = 0 },
		"kept for years": func(m *guide.Museum) { m.Settings.KeepDays = 366 },
	} {
		bad := m
		spoil(&bad)
		if err := c.SaveMuseum(ctx, admin, bad); !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	if _, err := c.pool.Exec(ctx, `UPDATE museums SET settings = '{"keep_days": 0}'`); err == nil {
		t.Error("the database takes conversations kept for no day")
	}
}
