package sheet

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

var langs = []string{"pt", "en"}

func someCards() []guide.Card {
	return []guide.Card{
		{ID: 1, Inventory: "CG-001", Room: "1", Order: 3, Highlight: true, Labels: map[string]guide.Label{
			"pt": {Lang: "pt", Title: `Painéis, "de" São Vicente`, Maker: "=cmd|' /C calc'!A0", Date: "-1470", Material: "@óleo", HeldBy: "+ 1"},
			"en": {Lang: "en", Title: "'=quoted", Maker: "''", Date: "'tis", Material: "two  spaces"},
			"fr": {Lang: "fr", Title: "ailleurs"},
		}, Picture: &guide.Picture{ID: "p", Alts: map[string]string{"pt": "Seis tábuas;\tazuis"}}},
		{ID: 2, Inventory: "=A1+B2"},
		{ID: 3, Inventory: "AZ 12/3", Order: 1_000_000, Labels: map[string]guide.Label{"en": {Lang: "en", Title: "Café ☕ 地図"}}},
	}
}

var someRooms = []guide.OpenRoom{
	{Room: guide.Room{ID: 11, Code: "1", Floor: -1, Order: 1, Names: map[string]string{"pt": "=Cave", "en": "Cellar"}, Abouts: map[string]string{"pt": ""}}},
	{Room: guide.Room{ID: 12, Code: "@2", Order: 2, Doors: []string{"1", "sala, nova"}, Names: map[string]string{}, Abouts: map[string]string{"pt": "Ouro, prata"}}},
}

// A table that was downloaded, and sent back as it is, changes nothing, whatever
// program saved it meanwhile.
func TestRoundTrip(t *testing.T) {
	var objects, rooms bytes.Buffer
	if err := WriteObjects(&objects, langs, someCards()); err != nil {
		t.Fatal(err)
	}
	if err := WriteRooms(&rooms, langs, someRooms); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(objects.String(), "\ufeffinventory,room,order,highlight,title_pt,title_en,maker_pt") {
		t.Errorf("begins: %.80q", objects.String())
	}
	for _, cell := range []string{`,'=cmd|`, `,'-1470,`, `,'@óleo,`, `,'+ 1,`, `,''=quoted,`, `,''',`, `,'tis,`, "\r\n'=A1+B2,"} {
		if !strings.Contains(objects.String(), cell) {
			t.Errorf("no %q in\n%s", cell, objects.String())
		}
	}
	got, err := ReadObjects(objects.String(), langs, someCards(), someRooms)
	if diff := cmp.Diff(Objects{Unchanged: 3}, got); diff != "" || err != nil {
		t.Errorf("objects: %v (-want +got):\n%s", err, diff)
	}
	gotRooms, err := ReadRooms(rooms.String(), langs, someRooms)
	if diff := cmp.Diff(Rooms{Unchanged: 2}, gotRooms); diff != "" || err != nil {
		t.Errorf("rooms: %v (-want +got):\n%s", err, diff)
	}
	if IsRooms(objects.String()) || !IsRooms(rooms.String()) {
		t.Error("the tables are not told apart")
	}
}

func TestReadObjects(t *testing.T) {
	problem := func(row int, key string, pairs ...any) []Problem { return []Problem{{row, key, pairs}} }
	long := strings.Repeat("ã", guide.MaxLabelRunes+1)
	tests := []struct {
		name, text string
		want       string // inventory and columns of each change
		new        int
		unchanged  int
		problems   []Problem
	}{
		{"semicolons", "inventory;title_en\nCG-001;The Panels, of Lisbon\n", "CG-001 title_en", 0, 0, nil},
		{"tabs", "inventory\troom\r\nCG-001\t\r\n", "CG-001 room", 0, 0, nil},
		{"names in capitals, and an empty one", " Inventory ,ORDER,\nCG-001,4,\n\n", "CG-001 order", 0, 0, nil},
		{"a column that is missing changes nothing", "inventory,order\nCG-001,3\nAZ 12/3,1000000\n", "", 0, 2, nil},
		{"new", "inventory,room,highlight,title_pt\nCG-9,1,Sim,Novo\n", "CG-9 room,highlight,title_pt", 1, 0, nil},
		{"a label of blanks goes", "inventory,title_en\nAZ 12/3,\n", "AZ 12/3 title_en", 0, 0, nil},
		{"words for a picture", "inventory,alt_pt,alt_en\nCG-001,,Six panels\n", "CG-001 alt_pt,alt_en", 0, 0, nil},
		{"short rows", "inventory,room,order\nCG-001\n", "CG-001 room,order", 0, 0, nil},
		{"quoted line breaks are one line", "inventory,title_en\nAZ 12/3,\"a\nb\"\n", "AZ 12/3 title_en", 0, 0, nil},
		{"no number", "inventory,title_en\n,x\ns/n,y\n", "", 0, 0, append(problem(2, "sheet.inventory.none"), problem(3, "sheet.inventory.none")...)},
		{"twice", "inventory,order\nCG-001,3\ncg-001,4\n", "", 0, 1, problem(3, "sheet.inventory.again", "inventory", "cg-001", "first", 2)},
		{"in other capitals", "inventory,order\ncg-001,4\n", "", 0, 0, problem(2, "sheet.inventory.spelled", "inventory", "cg-001", "other", "CG-001")},
		{"no such room", "inventory,room\nCG-001,9\n", "", 0, 0, problem(2, "sheet.room.unknown", "room", "9")},
		{"order that is no number", "inventory,order\nCG-001,3.5\n", "", 0, 0, problem(2, "sheet.number", "column", "order", "value", "3.5")},
		{"order below nothing", "inventory,order\nCG-001,-1\n", "", 0, 0, problem(2, "sheet.number", "column", "order", "value", "-1")},
		{"highlight perhaps", "inventory,highlight\nCG-001,talvez\n", "", 0, 0, problem(2, "sheet.highlight", "value", "talvez")},
		{"label without a title", "inventory,maker_pt\nCG-9,Bosch\n", "", 0, 0, problem(2, "sheet.title.none", "column", "title_pt")},
		{"long", "inventory,title_en\nCG-001," + long + "\n", "", 0, 0, problem(2, "sheet.long", "column", "title_en", "max", guide.MaxLabelRunes)},
		{"control characters", "inventory,title_en\nCG-001,a\x1bb\n", "", 0, 0, problem(2, "sheet.long", "column", "title_en", "max", guide.MaxLabelRunes)},
		{"words for no picture", "inventory,alt_pt\nAZ 12/3,Mapa\n", "", 0, 0, problem(2, "sheet.alt.pictureless", "column", "alt_pt")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadObjects(tt.text, langs, someCards(), someRooms)
			if err != nil {
				t.Fatal(err)
			}
			var changes []string
			for _, c := range got.Changes {
				changes = append(changes, c.After.Inventory+" "+strings.Join(c.Columns(langs), ","))
			}
			if s := strings.Join(changes, "\n"); s != tt.want || got.New != tt.new || got.Unchanged != tt.unchanged {
				t.Errorf("got %q, %d new, %d unchanged, want %q, %d, %d", s, got.New, got.Unchanged, tt.want, tt.new, tt.unchanged)
			}
			if diff := cmp.Diff(tt.problems, got.Problems); diff != "" || got.Wrong != len(tt.problems) {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadWholeTable(t *testing.T) {
	tests := []struct{ name, text, field, problem string }{
		{"empty", "", "sheet.empty", ""},
		{"only a mark", "\ufeff", "sheet.empty", ""},
		{"unknown columns", "inventory,titulo,title_fr\nCG-001,a,b\n", "sheet.unknown", "titulo, title_fr"},
		{"no key", "title_pt\nPainéis\n", "sheet.keyless", "inventory"},
		{"a column twice", "inventory,order,Order\nCG-001,1,2\n", "sheet.twice", "order"},
		{"quotation marks", "inventory,title_pt\nCG-001,\"a\" b\n", "sheet.quotes", "2"},
		{"too long", "inventory\n" + strings.Repeat("a\n", MaxRows+1), "sheet.rows", "100000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadObjects(tt.text, langs, someCards(), nil)
			var invalid *guide.InvalidError
			if !errors.As(err, &invalid) || invalid.Field != tt.field || tt.problem != "" && invalid.Problem != tt.problem {
				t.Errorf("got %v, want %s: %s", err, tt.field, tt.problem)
			}
		})
	}
}

// Whatever is wrong, only so many problems are told, but all are counted.
func TestManyProblems(t *testing.T) {
	got, err := ReadObjects("inventory,room\n"+strings.Repeat("s/n,9\n", 5000), langs, nil, nil)
	if err != nil || len(got.Problems) != MaxProblems || got.Wrong != 5000 {
		t.Errorf("got %d problems of %d, %v", len(got.Problems), got.Wrong, err)
	}
}

func TestReadRooms(t *testing.T) {
	got, err := ReadRooms("code,floor,name_en\n1,-2,\n7,,Attic\n,1,x\n7,1,y\n@2,high,\n", langs, someRooms)
	if err != nil {
		t.Fatal(err)
	}
	changed := someRooms[0]
	changed.Floor, changed.Names, changed.Abouts = -2, map[string]string{"pt": "=Cave"}, map[string]string{}
	want := Rooms{New: 1, Changed: []guide.OpenRoom{changed,
		{Room: guide.Room{Code: "7", Names: map[string]string{"en": "Attic"}, Abouts: map[string]string{}}}},
		Problems: []Problem{{4, "sheet.code.none", nil}, {5, "sheet.code.again", []any{"code", "7", "first", 3}}, {6, "sheet.number", []any{"column", "floor", "value", "high"}}}, Wrong: 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// unguard finds what there was before guard, and no cell is left that a
// spreadsheet program would compute.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "=1", "'=1", "''", "'", "a", "-", "\t1", "\r1", "'\t", "'a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		guarded := guard(s)
		if got := unguard(guarded); got != s {
			t.Errorf("got %q back of %q by %q", got, s, guarded)
		}
		if guarded != "" && strings.IndexByte(formulas, guarded[0]) >= 0 {
			t.Errorf("%q is left as %q", s, guarded)
		}
	})
}

// Whatever is sent, reading ends, and what it would write is within the limits.
func FuzzReadObjects(f *testing.F) {
	f.Add("inventory,title_pt\nCG-001,a\n")
	f.Add("inventory;order;highlight\n\"a\n\";1;x\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ReadObjects(text, langs, someCards(), someRooms)
		if err != nil {
			return
		}
		for _, c := range got.Changes {
			if !plain(c.After.Inventory, guide.MaxRefRunes) || c.After.Order < 0 || c.After.Order > guide.MaxOrder {
				t.Errorf("change %+v", c.After)
			}
		}
	})
}
