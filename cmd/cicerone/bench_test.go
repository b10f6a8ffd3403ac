package main

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"testing"

	"cicerone/internal/config"
	"cicerone/internal/dbtest"
)

// A small measurement goes through and has something to say of everything; how
// fast it was is nobody's business here.
func TestBench(t *testing.T) {
	cfg := config.Config{DatabaseURL: dbtest.URL(t), Data: t.TempDir(), Workers: 2}
	h, err := open(t.Context(), cfg, slog.New(slog.NewTextHandler(io.Discard, nil)), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	b := &benching{house: h, cmd: benchCmd{Passages: 1000, Clients: []int{2}, Seconds: 1}, folder: t.TempDir(), scratch: cfg.DatabaseURL,
		programs: config.Config{Data: "../../.cicerone"}}
	if err := b.all(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := b.report
	if r.Passages < 1000 || r.Passages > 2000 || r.Documents < r.Passages/16 || r.Ingest <= 0 || r.Copy <= 0 || r.Words <= 0 || len(r.Tables) == 0 {
		t.Errorf("%+v", r)
	}
	if len(r.Loads) != 1 || r.Loads[0].API.N == 0 || len(r.Stages) != 6 {
		t.Errorf("loads %+v, stages %+v", r.Loads, r.Stages)
	}
	for _, x := range r.Recall {
		if x.Recall != 1 || x.Fewest != x.Wanted {
			t.Errorf("so few passages are compared exactly, but %+v", x)
		}
	}
	var out bytes.Buffer
	if err := b.cmd.write(&out, r); err != nil || strings.Count(out.String(), "|---") < 4 {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestBenchRefuses(t *testing.T) {
	for _, c := range []benchCmd{{}, {Passages: 999, Seconds: 5}, {Passages: 1000}, {Passages: 1000, Seconds: 5, Clients: []int{0}}, {Passages: 1 << 40, Seconds: 5}} {
		if err := c.Validate(); err == nil {
			t.Errorf("%+v passes", c)
		}
	}
	if err := (benchCmd{Passages: 1000, Seconds: 1, Clients: []int{1, 64}}).Validate(); err != nil {
		t.Error(err)
	}
}
