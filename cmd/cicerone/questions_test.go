package main

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/server"
	"cicerone/internal/site"
)

// TestDemonstrationQuestions asks everything in internal/demo/questions.txt
// through the real search and answers by quotation. The figures are floors: what
// was reached when they were written.
func TestDemonstrationQuestions(t *testing.T) {
	h, museum := demoHouse(t)
	var works, worksRight, refusals, refused, visits, visitsRight int
	for _, e := range readExpectations(t) {
		turn, err := h.guide.Ask(t.Context(), guide.Question{Museum: museum, Text: e.question, At: time.Now()}, ignore)
		if err != nil {
			t.Fatalf("%s: %v", e.question, err)
		}
		right := false
		switch {
		case e.want == "–":
			refusals++
			if right = turn.Verdict == guide.NotCovered; right {
				refused++
			}
		case e.want == "visit":
			visits++
			if right = turn.Verdict == guide.Answered && turn.Hits[0].Kind == guide.KindVisit; right {
				visitsRight++
			}
		default:
			works++
			if right = turn.Verdict == guide.Answered && slices.Contains(strings.Fields(e.want), turn.Citations[0].Inventory); right {
				worksRight++
			}
		}
		if !right {
			t.Logf("%s → want %s, got %s: %s (%s)", e.question, e.want, turn.Verdict, turn.Text(), turn.Reason)
		}
		checkQuotations(t, turn)
	}
	t.Logf("works %d of %d, visit %d of %d, refusals %d of %d", worksRight, works, visitsRight, visits, refused, refusals)
	if worksRight < works-2 || visitsRight < visits || refused < refusals-2 {
		t.Errorf("works %d of %d, visit %d of %d, refusals %d of %d: want all but two works and two refusals", worksRight, works, visitsRight, visits, refused, refusals)
	}
}

// checkQuotations holds every citation to the very words of its note.
func checkQuotations(t *testing.T, turn guide.Turn) {
	t.Helper()
	for _, c := range turn.Citations {
		if !slices.ContainsFunc(turn.Hits, func(h guide.Hit) bool {
			return h.Document == c.Document && strings.Contains(h.Text, c.Sentence)
		}) {
			t.Errorf("%s: no evidence holds %q", turn.Question.Text, c.Sentence)
		}
	}
}

// demoHouse is the wired house with the demonstration collection in it.
func demoHouse(t testing.TB) (*house, guide.Museum) {
	t.Helper()
	cfg := config.Config{DatabaseURL: dbtest.URL(t), Data: t.TempDir(), Workers: 2}
	ctx := context.Background()
	h, err := open(ctx, cfg, slog.New(slog.DiscardHandler), cfg.Workers)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	museum, err := h.loadDemo(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return h, museum
}

type expectation struct{ question, want string }

func readExpectations(t testing.TB) []expectation {
	t.Helper()
	data, err := os.ReadFile("../../internal/demo/questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []expectation
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		question, want, found := strings.Cut(line, " → ")
		if !found {
			t.Fatalf("questions.txt: %q has no →", line)
		}
		out = append(out, expectation{question, want})
	}
	return out
}

func ignore(guide.Event) error { return nil }

// BenchmarkAsk is a whole question on the demonstration collection: search in
// Postgres, gate, quotation, and the turn saved.
func BenchmarkAsk(b *testing.B) {
	h, museum := demoHouse(b)
	questions := readExpectations(b)
	var took []time.Duration
	i := 0
	for b.Loop() {
		begun := time.Now()
		q := guide.Question{Museum: museum, Text: questions[i%len(questions)].question, At: begun}
		if _, err := h.guide.Ask(context.Background(), q, ignore); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// TestQuestionsOfWorks opens works' pages as phones do, and asks whatever they
// offer: the guide answers it from the notes on that work. Every eighth work is
// enough; most offer three.
func TestQuestionsOfWorks(t *testing.T) {
	h, museum := demoHouse(t)
	pages, err := site.New(h.store, h.guide.Ask, h.guide.Works, h.originals)
	if err != nil {
		t.Fatal(err)
	}
	pages.Probe(h.probe)
	handler := server.New(server.Options{Log: slog.New(slog.DiscardHandler)}, pages.Routes)
	offered := regexp.MustCompile(`<button name="question" value="([^"]+)"`)
	for _, lang := range []string{"pt", "en", "de"} {
		works, three := 0, 0
		for number := 1; number <= 80; number += 8 {
			inventory := fmt.Sprintf("CG-%03d", number)
			target := guide.ObjectPath(museum.Code, inventory) + "?lang=" + lang
			read := func() []string {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
				if w.Code != 200 {
					t.Fatalf("%s: %d", target, w.Code)
				}
				var out []string
				for _, m := range offered.FindAllStringSubmatch(w.Body.String(), -1) {
					out = append(out, html.UnescapeString(m[1]))
				}
				return out
			}
			questions := read()
			for wait := 0; len(questions) < 3 && wait < 20; wait++ { // a busy machine may not have asked them all yet
				time.Sleep(20 * time.Millisecond)
				questions = read()
			}
			works++
			if len(questions) == 3 {
				three++
			} else {
				t.Logf("%s in %s offers %d: %q", inventory, lang, len(questions), questions)
			}
			for _, question := range questions {
				turn, err := h.probe(t.Context(), guide.Question{Museum: museum, Text: question, Object: inventory, At: time.Now()}, ignore)
				if err != nil || turn.Verdict != guide.Answered || turn.Citations[0].Inventory != inventory {
					t.Errorf("%s, %q: got %s, %v", inventory, question, turn.Verdict, err)
				}
			}
		}
		t.Logf("%s: %d of %d works offer three questions", lang, three, works)
		if three < works/2 {
			t.Errorf("%s: %d of %d works offer three questions, want half", lang, three, works)
		}
	}
}
