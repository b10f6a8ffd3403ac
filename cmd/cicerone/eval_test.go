package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cicerone/internal/dbtest"
	"cicerone/internal/eval"
)

// A small set goes through the whole program: ingested, asked, measured, and
// nothing of it stays.
func TestEval(t *testing.T) {
	url, data, set, other := dbtest.URL(t), t.TempDir(), t.TempDir(), t.TempDir()
	write(t, set, "passages.pt.jsonl", `{"id":"s-pt-1","lang":"pt","title":"Custódia","text":"A custódia de Belém foi feita em 1506 com ouro de Quíloa."}
{"id":"s-pt-2","lang":"pt","title":"Biombo","text":"O biombo mostra a chegada da nau dos portugueses ao Japão."}
`)
	write(t, set, "questions.pt.jsonl", `{"id":"1","lang":"pt","question":"Em que ano foi feita a custódia de Belém?","answers":["1506"],"context_id":"s-pt-1"}
{"id":"2","lang":"pt","question":"O que mostra o biombo?","answers":["a chegada da nau"],"context_id":"s-pt-2"}
`)
	write(t, other, "questions.pt.jsonl", `{"id":"9","lang":"pt","question":"Quantos lugares tem o estádio de Wembley?","context_id":"x"}`+"\n")

	retrieval := report(t, url, data, "eval", "retrieval", set, "--json")
	if len(retrieval.Retrieval) != 3 {
		t.Fatalf("got %d legs, want 3", len(retrieval.Retrieval))
	}
	for _, leg := range retrieval.Retrieval {
		if leg.N != 2 || leg.Recall1.Mean != 1 {
			t.Errorf("%s: got %+v, want both questions right", leg.Leg, leg)
		}
	}
	out := filepath.Join(t.TempDir(), "eval", "retrieval.md")
	if said, code := run(t, url, data, "eval", "retrieval", set, set, "--half=held", "--out="+out); code != 0 {
		t.Fatalf("one half of two folders: exit code %d:\n%s", code, said)
	}
	written, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	// Of the ids, 1 is in the half dev by its FNV-1a hash 340ca71c and 2 in held by 370cabd5.
	row := "| " + filepath.Base(set) + " | pt → pt | 1 | hybrid | 1.000"
	if n := strings.Count(string(written), row); n != 2 || !strings.Contains(string(written), "- Command: `cicerone eval retrieval ") {
		t.Errorf("got %d rows like %q, want one a folder, and the command:\n%s", n, row, written)
	}
	answers := report(t, url, data, "eval", "answers", set, "--json").Answers[0]
	if answers.Gold.Mean != 1 || answers.Refused.Mean != 0 {
		t.Errorf("got %+v, want both answered", answers)
	}
	if foreign := report(t, url, data, "eval", "answers", set, "--of", other, "--json").Answers[0]; foreign.Refused.Mean != 1 {
		t.Errorf("another collection's question: got %+v, want it refused", foreign)
	}
	if out, code := run(t, url, data, "ask", "Quem?"); code == 0 || !strings.Contains(out, "there is no museum yet") {
		t.Errorf("after measuring: got %d and %q, want no museum left", code, out)
	}
}

// report runs cicerone and reads the JSON it ends with.
func report(t *testing.T, url, data string, args ...string) eval.Report {
	t.Helper()
	out, code := run(t, url, data, args...)
	begin := strings.Index(out, "{\n")
	if code != 0 || begin < 0 {
		t.Fatalf("cicerone %v: exit code %d:\n%s", args, code, out)
	}
	var r eval.Report
	if err := json.NewDecoder(strings.NewReader(out[begin:])).Decode(&r); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	return r
}
