package postgres_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// toyDims is the dimension of most tests' vectors.
const toyDims = 64

// asked is a question as a search of a museum's public notes.
func asked(museum guide.Museum, question string) guide.Search {
	return guide.Search{Museum: museum, Audience: guide.AudiencePublic, At: time.Now(), Lang: "pt",
		Text: question, Vector: toyVector(question, museum.Space.Dims)}
}

func search(tb testing.TB, store *postgres.Store, q guide.Search) guide.Found {
	tb.Helper()
	found, err := store.Search(tb.Context(), q)
	if err != nil {
		tb.Fatal(err)
	}
	return found
}

// TestSearch searches one database, each time in a museum of its own.
func TestSearch(t *testing.T) {
	store := postgres.New(dbtest.DB(t))
	for i, test := range []struct {
		name string
		run  func(*testing.T, *postgres.Store, guide.Museum)
	}{
		{"finds the right works first", findsTheRightWorksFirst},
		{"includes the works at hand", includesTheWorksAtHand},
		{"reads hits whole", readsHitsWhole},
		{"knows what the notes hold", knowsWhatTheNotesHold},
		{"survives hostile words", survivesHostileWords},
		{"has exact vectors", vectorsAreExact},
		{"bears passages of no length", bearsPassagesOfNoLength},
	} {
		museum := newMuseum(t, store, fmt.Sprint("botica-", i), toyDims)
		t.Run(test.name, func(t *testing.T) { test.run(t, store, museum) })
	}
}

// expectation is a question of testdata/search.txt.
type expectation struct {
	line     int
	question string
	want     []string
}

func readExpectations(t *testing.T) (notes []draft, questions []expectation) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "search.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var written []guide.Note
	for i, line := range strings.Split(string(data), "\n") {
		mark, rest, _ := strings.Cut(line, " ")
		switch mark {
		case "==":
			inventory, title, _ := strings.Cut(rest, " | ")
			written = append(written, note(title, inventory, "pt", ""))
		case "??":
			questions = append(questions, expectation{line: i + 1, question: rest})
		case "->":
			questions[len(questions)-1].want = strings.Fields(rest)
		case "", "#":
		default:
			written[len(written)-1].Text += line + "\n"
		}
	}
	for _, n := range written {
		n.Text = strings.TrimSpace(n.Text)
		notes = append(notes, cut(n.Inventory+".md", n, toyDims))
	}
	return notes, questions
}

func findsTheRightWorksFirst(t *testing.T, store *postgres.Store, museum guide.Museum) {
	notes, questions := readExpectations(t)
	publish(t, store, museum, notes...)
	for _, q := range questions {
		var got []string
		for _, h := range search(t, store, asked(museum, q.question)).Hits {
			if !slices.Contains(got, h.Inventory) {
				got = append(got, h.Inventory)
			}
		}
		if len(got) < len(q.want) || !slices.Equal(got[:len(q.want)], q.want) {
			t.Errorf("testdata/search.txt:%d: %s\n  got  %s\n  want %s", q.line, q.question, strings.Join(got, " "), strings.Join(q.want, " "))
		}
	}
	if len(notes) < 12 || len(questions) < 12 {
		t.Errorf("%d notes and %d questions were read", len(notes), len(questions))
	}
}

// Equal scores are ordered by passage, wherever Postgres keeps it, and runs do
// not differ.
func TestSearchIsDeterministic(t *testing.T) {
	pool := dbtest.DB(t)
	store := postgres.New(pool)
	museum := newMuseum(t, store, "botica", toyDims)
	var notes []draft
	for i := range 80 { // more than a leg proposes
		notes = append(notes, cut(fmt.Sprint(i, ".md"), note(fmt.Sprint("Pote ", i%4), "", "pt", fmt.Sprint("O mesmo pote.\nCozido ", i)), toyDims))
	}
	publish(t, store, museum, notes...)
	q := asked(museum, "o mesmo pote")
	want := search(t, store, q)
	if len(want.Hits) < 30 {
		t.Fatalf("%d hits", len(want.Hits))
	}
	ordered := func(a, b guide.Hit) bool {
		return a.Score > b.Score || a.Score == b.Score && a.PassageID < b.PassageID
	}
	for i := range want.Hits[1:] {
		if !ordered(want.Hits[i], want.Hits[i+1]) {
			t.Errorf("hits %d and %d are out of order", i, i+1)
		}
	}
	for run := range 20 {
		if run == 10 { // rows written again are kept at the end
			execute(t, pool, `UPDATE passages SET heading = heading WHERE id % 3 = 0`)
			execute(t, pool, `UPDATE passage_vectors SET space_id = space_id WHERE passage_id % 3 = 0`)
		}
		if diff := cmp.Diff(want, search(t, store, q)); diff != "" {
			t.Fatalf("run %d (-want +got):\n%s", run, diff)
		}
	}
}

// The works at hand are candidates though no word or likeness leads to them.
func includesTheWorksAtHand(t *testing.T, store *postgres.Store, museum guide.Museum) {
	notes, _ := readExpectations(t)
	for i := range 60 { // which fill both legs
		notes = append(notes, cut(fmt.Sprint(i, ".md"), note("Cera", "", "pt", fmt.Sprint("cera cera cera ", i)), toyDims))
	}
	publish(t, store, museum, notes...)
	q := asked(museum, "cera")
	q.Objects = []string{"cg-004", "no such number"}
	var got []string
	for _, h := range search(t, store, q).Hits {
		if h.Inventory != "" {
			got = append(got, h.Inventory)
		}
		if h.Inventory == "CG-004" && (h.LexicalRank != 0 || h.VectorRank != 0) {
			t.Errorf("ranks of a passage that no leg found: %d and %d", h.LexicalRank, h.VectorRank)
		}
	}
	slices.Sort(got)
	if want := []string{"CG-004", "CG-004"}; !slices.Equal(got, want) {
		t.Errorf("works found: got %v, want %v", got, want)
	}
}

// What a hit says of its note is what an answer quotes.
func readsHitsWhole(t *testing.T, store *postgres.Store, museum guide.Museum) {
	n := note("Almofariz", "CG-001", "pt", "Pó.\nServe para moer.")
	n.Room, n.Author, n.Level = "sala-2", "Conservação", "easy"
	n.Label.Maker, n.Label.Date, n.Label.Material, n.Label.HeldBy = "Oficina", "1540", "bronze", "Botica"
	d := cut("a.md", n, toyDims)
	d.passages[1].Heading = "Uso"
	publish(t, store, museum, d)
	found := search(t, store, asked(museum, "moer"))
	if len(found.Hits) != 2 {
		t.Fatalf("got %d hits, want 2", len(found.Hits))
	}
	got := found.Hits[0]
	want := guide.Hit{Room: "sala-2", Kind: guide.KindObject, Inventory: "CG-001", Title: "Almofariz", Label: n.Label, Here: "Almofariz", Lang: "pt", Level: "easy", Author: "Conservação",
		Revision: 1, Heading: "Uso", Text: "Serve para moer.", Start: 4, End: 20, LexicalRank: 1, VectorRank: 1}
	if got.PassageID == 0 || got.DocumentID == 0 || got.ObjectID == 0 || got.RoomID == 0 || got.Document == "" || got.Date.IsZero() || got.Score <= 0 {
		t.Errorf("something is missing: %+v", got)
	}
	want.PassageID, want.DocumentID, want.ObjectID, want.RoomID, want.Document = got.PassageID, got.DocumentID, got.ObjectID, got.RoomID, got.Document
	want.Date, want.Score, want.LexicalScore, want.VectorScore = got.Date, got.Score, got.LexicalScore, got.VectorScore
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func knowsWhatTheNotesHold(t *testing.T, store *postgres.Store, museum guide.Museum) {
	notes, _ := readExpectations(t)
	publish(t, store, museum, notes...)
	found := search(t, store, asked(museum, "bronze faiança dinossauro"))
	held, rarity := map[string]bool{}, func(term string) float64 { return found.Words[term].IDF }
	for term, w := range found.Words {
		held[term] = w.Held
	}
	if diff := cmp.Diff(map[string]bool{"bronz": true, "faian": true, "dinos": false}, held); diff != "" {
		t.Errorf("held (-want +got):\n%s", diff)
	}
	if !(0 < rarity("faian") && rarity("faian") < rarity("bronz") && rarity("bronz") < rarity("dinos")) || rarity("dinos") != found.MaxIDF {
		t.Errorf("%+v, at most %v: want faiança < bronze < dinossauro, which no note holds", found.Words, found.MaxIDF)
	}
}

func survivesHostileWords(t *testing.T, store *postgres.Store, museum guide.Museum) {
	notes, _ := readExpectations(t)
	publish(t, store, museum, notes...)
	want := search(t, store, asked(museum, "triaga")).Hits[0].PassageID
	for _, words := range []string{
		"\x00", "'; DROP TABLE passages; --", `"`, "{}", "\\", "\xff\xfe", "", strings.Repeat("a", 1<<20),
		many(250), many(20_000), // no question is so long
	} {
		q := asked(museum, "triaga")
		q.Text += " " + words
		found := search(t, store, q)
		if len(found.Hits) == 0 || found.Hits[0].PassageID != want {
			t.Errorf("with %.20q: %d hits, the first is not the triaga's", words, len(found.Hits))
		}
		for _, h := range found.Hits {
			if math.IsNaN(h.Score) || math.IsInf(h.Score, 0) {
				t.Errorf("with %.20q: score %v", words, h.Score)
			}
		}
	}
}

func many(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprint(&out, "word", i, " ")
	}
	return out.String()
}
