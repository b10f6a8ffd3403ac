package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"cicerone/internal/dbtest"
	"cicerone/internal/localpg"
)

const note = `---
inventory: T-1
title: Vaso de teste
maker: Oficina de Coimbra
language: pt
author: Ana
---

O vaso de teste foi feito em barro vermelho por uma oficina de Coimbra em 1821.
`

func TestIngestTellsNewFromUnchangedFromUpdated(t *testing.T) {
	url, data, notes := dbtest.URL(t), t.TempDir(), t.TempDir()
	path := write(t, notes, "vaso.md", note)

	expect(t, url, data, 0, "1 new, 0 updated, 0 unchanged, 0 failed", "ingest", "--museum=teste", path)
	expect(t, url, data, 0, "0 new, 0 updated, 1 unchanged, 0 failed", "ingest", path)
	write(t, notes, "vaso.md", strings.Replace(note, "1821", "1822", 1))
	expect(t, url, data, 0, "0 new, 1 updated, 0 unchanged, 0 failed", "ingest", path)
	write(t, notes, "copia.md", strings.Replace(note, "1821", "1822", 1))
	expect(t, url, data, 0, "0 new, 0 updated, 2 unchanged, 0 failed", "ingest", notes)

	pool := connect(t, url)
	want(t, pool, 1, `SELECT count(*) FROM documents`)
	want(t, pool, 2, `SELECT max(number) FROM revisions`)
	out, code := run(t, url, data, "ask", "Em que ano foi feito o vaso de teste?")
	if code != 0 || !strings.Contains(out, "1822") || strings.Contains(out, "1821") || !strings.Contains(out, "revision 2") {
		t.Errorf("after the edit the guide says (exit %d):\n%s", code, out)
	}
}

// What comes in as a draft is read, and waits: no question finds it.
func TestIngestDraft(t *testing.T) {
	url, data := dbtest.URL(t), t.TempDir()
	path := write(t, t.TempDir(), "vaso.md", note)
	expect(t, url, data, 0, "1 new, 0 updated, 0 unchanged, 0 failed; 1 passages", "ingest", "--museum=teste", "--draft", path)
	pool := connect(t, url)
	want(t, pool, 1, `SELECT count(*) FROM revisions WHERE state = 'ready' AND published_at IS NULL`)
	want(t, pool, 0, `SELECT count(*) FROM documents WHERE live_revision_id IS NOT NULL`)
	if out, _ := run(t, url, data, "ask", "Em que ano foi feito o vaso de teste?"); strings.Contains(out, "1821") {
		t.Errorf("a draft is answered from:\n%s", out)
	}
}

func TestIngestNamesWhatFailedAndExitsWithOne(t *testing.T) {
	url, data, notes := dbtest.URL(t), t.TempDir(), t.TempDir()
	write(t, notes, "good.md", note)
	write(t, notes, "empty.md", "---\ntitle: x\n---\n")
	write(t, notes, "secret.md", "---\naudiense: staff\n---\nText.")
	write(t, notes, "photo.heic", "not read")
	write(t, notes, "records.jsonl", `{"id":"1","title":"A","text":"Um prato de faiança."}`+"\n{broken\n"+`{"id":"2","text":"sem título"}`)
	out, code := run(t, url, data, "ingest", "--museum=teste", notes)
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	for _, words := range []string{"4 failed", "1 files skipped", "there is no text in it", "audiense", "line 2", "this record has no title", ".heic"} {
		if !strings.Contains(out, words) {
			t.Errorf("the summary does not say %q:\n%s", words, out)
		}
	}
}

// TestIngestGoesOnPastDamagedFiles cuts a compressed file off: what came before
// the cut and the other files come in, and the damage is named.
func TestIngestGoesOnPastDamagedFiles(t *testing.T) {
	url, data, notes := dbtest.URL(t), t.TempDir(), t.TempDir()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(manyRecords(2000))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	half := packed.String()[:packed.Len()/2]
	write(t, notes, "a.jsonl.gz", half)
	write(t, notes, "b.csv.gz", half)
	write(t, notes, "c.md", note)
	out, code := run(t, url, data, "ingest", "--museum=teste", notes)
	if code != 1 || !strings.Contains(out, "a.jsonl.gz: it is damaged, and was read only") || !strings.Contains(out, "b.csv.gz: it is damaged") {
		t.Errorf("exit %d:\n%s", code, out)
	}
	pool := connect(t, url)
	want(t, pool, 1, `SELECT count(*) FROM documents WHERE source LIKE '%c.md' AND live_revision_id IS NOT NULL`)
	want(t, pool, 1, `SELECT (count(*) > 500)::int FROM documents WHERE source LIKE '%a.jsonl.gz#%' AND live_revision_id IS NOT NULL`)
}

// TestIngestSurvivesKill kills the program in the middle, twice, and runs it
// again: nothing may be lost and nothing doubled.
func TestIngestSurvivesKill(t *testing.T) {
	url, data, notes := dbtest.URL(t), t.TempDir(), t.TempDir()
	const records = 2000
	write(t, notes, "records.jsonl", manyRecords(records))
	pool := connect(t, url)
	for kill := range 2 {
		p := start(t, url, data, "ingest", "--museum=teste", notes)
		waitFor(t, pool, 100+300*kill, `SELECT count(*) FROM revisions WHERE state = 'ready'`)
		if err := p.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		_ = p.Wait() // it was killed
	}
	expect(t, url, data, 0, "0 failed", "ingest", notes)
	checkAll(t, pool, records)
}

// TestIngestSurvivesDatabaseRestart takes the database away in the middle.
func TestIngestSurvivesDatabaseRestart(t *testing.T) {
	programs, err := dbtest.Programs()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "cicerone-restart-") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	options := localpg.Options{Programs: programs, Data: folder, Durable: true}
	server, err := localpg.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	data, notes := t.TempDir(), t.TempDir()
	const records = 2000
	write(t, notes, "records.jsonl", manyRecords(records))
	p := start(t, server.URL(), data, "ingest", "--museum=teste", notes)
	waitFor(t, connect(t, server.URL()), 100, `SELECT count(*) FROM revisions WHERE state = 'ready'`)
	if err := server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	server, err = localpg.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop(context.Background()) })
	if err := p.Wait(); err != nil {
		t.Fatalf("ingest did not ride out the restart: %v\n%s", err, p.out.String())
	}
	checkAll(t, connect(t, server.URL()), records)
}

// manyRecords is a JSON Lines file, every record different.
func manyRecords(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"r%d","inventory":"R.%d","title":"Prato %d","lang":"pt","text":"Prato de faiança número %d, pintado em %d, da coleção de ensaio."}`+"\n", i, i, i, i, 1500+i%400)
	}
	return b.String()
}

// checkAll holds the database to every record, once.
func checkAll(t *testing.T, pool *pgxpool.Pool, records int) {
	t.Helper()
	want(t, pool, records, `SELECT count(*) FROM documents`)
	want(t, pool, records, `SELECT count(*) FROM revisions WHERE state = 'ready' AND published_at IS NOT NULL`)
	want(t, pool, records, `SELECT count(*) FROM documents WHERE live_revision_id IS NOT NULL`)
	want(t, pool, records, `SELECT count(*) FROM objects`)
	want(t, pool, 0, `SELECT count(*) FROM revisions WHERE state <> 'ready'`)
	want(t, pool, 0, `SELECT count(*) FROM passages p WHERE NOT EXISTS (SELECT FROM passage_vectors v WHERE v.passage_id = p.id)`)
}

func expect(t *testing.T, url, data string, wantCode int, words string, args ...string) {
	t.Helper()
	out, code := run(t, url, data, args...)
	if code != wantCode || !strings.Contains(out, words) {
		t.Fatalf("cicerone %v: exit %d, want %d and %q:\n%s", args, code, wantCode, words, out)
	}
}

func connect(t *testing.T, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func want(t *testing.T, pool *pgxpool.Pool, want int, sql string) {
	t.Helper()
	var got int
	if err := pool.QueryRow(t.Context(), sql).Scan(&got); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if got != want {
		t.Errorf("%s = %d, want %d", sql, got, want)
	}
}

// waitFor polls until a count has reached least. Before the schema is there it
// counts as none.
func waitFor(t *testing.T, pool *pgxpool.Pool, least int, sql string) {
	t.Helper()
	for range 6000 {
		var got int
		if err := pool.QueryRow(t.Context(), sql).Scan(&got); err == nil && got >= least {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s never reached %d", sql, least)
}
