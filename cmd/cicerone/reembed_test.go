package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"
)

// vectorFlags are the settings that lead to a server.
func vectorFlags(s *modeltest.Vectors, dims int) []string {
	return []string{"--embed-url=" + s.URL, "--embed-name=" + s.Model, fmt.Sprint("--embed-dims=", dims), "--embed-space=novo", "--embed-timeout=20s"}
}

const inNew = `SELECT count(*) FROM passage_vectors v JOIN embedding_spaces s ON s.id = v.space_id WHERE s.name = 'novo'`

// A museum moves to a server's model although the program is killed in the
// middle, notes come in meanwhile, and the server stumbles; it goes back, and
// the space is dropped.
func TestReembed(t *testing.T) {
	url, data, notes := dbtest.URL(t), t.TempDir(), t.TempDir()
	const records = 1200
	write(t, notes, "records.jsonl", manyRecords(records))
	expect(t, url, data, 0, "0 failed", "ingest", "--museum=teste", notes)
	pool := connect(t, url)

	server := modeltest.NewVectors(t, "museu/modelo", 24)
	for range 200 {
		server.Next(modeltest.Slow(20 * time.Millisecond))
	}
	flags := vectorFlags(server, 24)
	p := start(t, url, data, append(flags, "reembed", "--space=novo")...)
	waitFor(t, pool, 256, inNew)
	if err := p.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait() // it was killed
	want(t, pool, 1, `SELECT count(*) FROM museums m JOIN embedding_spaces s ON s.id = m.space_id WHERE s.name <> 'novo'`)

	p = start(t, url, data, append(flags, "reembed", "--space=novo")...)
	waitFor(t, pool, 512, inNew)
	server.Next(modeltest.Refuse(503, "0"), modeltest.CutOff, modeltest.Short)
	more := t.TempDir()
	write(t, more, "mais.md", note)
	expect(t, url, data, 0, "1 new", append(flags, "ingest", more)...)
	if err := p.Wait(); err != nil {
		t.Fatalf("reembed: %v", err)
	}
	want(t, pool, 1, `SELECT count(*) FROM museums m JOIN embedding_spaces s ON s.id = m.space_id WHERE s.name = 'novo'`)
	want(t, pool, records+1, inNew)
	sent := 0
	for _, r := range server.Requests() {
		sent += len(r.Input)
	}
	if most := records + 256 + 10*32; sent > most { // the batch that was killed, and those that failed
		t.Errorf("%d texts were embedded for %d passages", sent, records+1)
	}
	if out, code := run(t, url, data, append(flags, "ask", "Em que ano foi feito o vaso de teste?")...); code != 0 || !strings.Contains(out, "1821") {
		t.Errorf("in the new space the guide says (exit %d):\n%s", code, out)
	}
	expect(t, url, data, 0, "in use", append(flags, "reembed", "--list")...)
	expect(t, url, data, 1, "is in space novo", append(flags, "reembed", "--drop=novo")...)
	if out, _ := run(t, url, data, "ingest", more); !strings.Contains(out, "nothing here embeds in space novo") {
		t.Errorf("without its server the museum's ingest says:\n%s", out)
	}
	if out, code := run(t, url, data, "ask", "Em que ano foi feito o vaso de teste?"); code != 0 || !strings.Contains(out, "1821") {
		t.Errorf("without its server the guide says (exit %d):\n%s", code, out)
	}

	expect(t, url, data, 0, "before in novo", "reembed", "--back") // the program's own model needs no server
	expect(t, url, data, 0, "novo is gone", "reembed", "--drop=novo")
	want(t, pool, 0, inNew)
	want(t, pool, 1, `SELECT count(*) FROM embedding_spaces`)
	want(t, pool, records+1, `SELECT count(*) FROM passages p JOIN documents d ON d.live_revision_id = p.revision_id JOIN passage_vectors v ON v.passage_id = p.id`)
}

// A server with another model or dimension than was said is found out before
// anything is written.
func TestReembedRefusesAnotherModel(t *testing.T) {
	url, data := dbtest.URL(t), t.TempDir()
	expect(t, url, data, 0, "1 new", "ingest", "--museum=teste", write(t, t.TempDir(), "vaso.md", note))
	pool := connect(t, url)
	server := modeltest.NewVectors(t, "museu/modelo", 24)
	expect(t, url, data, 1, "have 24 dimensions, space novo has 32", append(vectorFlags(server, 32), "reembed", "--space=novo")...)
	server.Next(modeltest.AnotherModel)
	expect(t, url, data, 1, "another model", append(vectorFlags(server, 24), "reembed", "--space=novo")...)
	expect(t, url, data, 1, "CICERONE_EMBED_URL", "reembed", "--space=novo")
	expect(t, url, data, 1, "say one of", "reembed")
	expect(t, url, data, 1, "no other space", "reembed", "--back")
	expect(t, url, data, 1, "another model", append(vectorFlags(modeltest.NewVectors(t, "museu/outro", 24, modeltest.AnotherModel), 24), "--museum=outro", "ingest", t.TempDir())...)
	want(t, pool, 1, `SELECT count(*) FROM embedding_spaces`)
	want(t, pool, 1, `SELECT count(*) FROM museums`)
	want(t, pool, 1, `SELECT count(*) FROM passage_vectors`)
}

// A museum in the space of an earlier model of the program's own takes notes in
// and answers, and moves to the present one by itself.
func TestOldMuseumsCatchUp(t *testing.T) {
	url, data, notes := dbtest.URL(t), t.TempDir(), t.TempDir()
	expect(t, url, data, 0, "0 failed", "ingest", "--museum=teste", write(t, notes, "records.jsonl", manyRecords(300)))
	pool := connect(t, url)
	was := retired
	t.Cleanup(func() { retired = was })
	retired = []string{"retired"}
	if _, err := pool.Exec(t.Context(), `UPDATE embedding_spaces SET name = 'retired'`); err != nil {
		t.Fatal(err)
	}

	cfg := config.Config{DatabaseURL: url, Data: data, Workers: 1}
	log := slog.New(slog.DiscardHandler)
	idle, err := open(t.Context(), cfg, log, 0) // moves nothing
	if err != nil {
		t.Fatal(err)
	}
	defer idle.close()
	museum, err := idle.museum(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := idle.spaces.Passages(t.Context(), museum.Space, []string{"a"})
	if err != nil || len(got) != 1 || got[0].Vector != nil {
		t.Errorf("passages of a retired space: %v, %v; want one without a vector", got, err)
	}
	ask := func(want ...guide.Degradation) {
		t.Helper()
		m, err := idle.museum(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		turn, err := idle.guide.Ask(t.Context(), guide.Question{Museum: m, Text: "Que prato foi pintado em 1507?", At: time.Now()}, func(guide.Event) error { return nil })
		if err != nil || turn.Verdict != guide.Answered || !slices.Equal(turn.Degraded, want) {
			t.Errorf("%s, degraded %v, %v; want an answer, degraded %v", turn.Verdict, turn.Degraded, err, want)
		}
	}
	ask(guide.DegradedVector)

	working, err := open(t.Context(), cfg, log, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer working.close()
	now := builtIn{}.Space().Name
	waitFor(t, pool, 1, fmt.Sprintf(`SELECT count(*) FROM museums m JOIN embedding_spaces s ON s.id = m.space_id WHERE s.name = '%s'`, now))
	want(t, pool, 300, fmt.Sprintf(`SELECT count(*) FROM passage_vectors v JOIN embedding_spaces s ON s.id = v.space_id WHERE s.name = '%s'`, now))
	ask()
}
