package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/localpg"
	"cicerone/internal/postgres"
)

var uploads = flag.Int("uploads", 60, "how many files TestUploadsSurviveKills sends")

// TestUploadsSurviveKills sends many files, as the page's script does, to a
// server that is killed twice and loses its database once meanwhile. At the end
// every file is there, once.
func TestUploadsSurviveKills(t *testing.T) {
	database := startDurable(t)
	data := t.TempDir()
	expect(t, database.url, data, 0, "1 new", "ingest", "--museum=teste", write(t, t.TempDir(), "vaso.md", note))
	out, _ := run(t, database.url, data, "user", "add")
	join := strings.TrimSpace(out[strings.Index(out, "/curator/join/"):])

	port := freePort(t)
	serve := func() *program {
		p := start(t, database.url, data, "serve", "--address=127.0.0.1", "--port="+port)
		waitReady(t, "http://127.0.0.1:"+port)
		return p
	}
	server := serve()
	sender := newSender(t, "http://127.0.0.1:"+port, join)
	started := time.Now()
	var sending sync.WaitGroup
	sending.Go(func() { sender.sendAll(*uploads) })

	restart := func() {
		if err := server.Process.Signal(syscall.SIGKILL); err != nil {
			t.Error(err)
		}
		_ = server.Wait() // it was killed
		server = serve()
	}
	sender.waitFor(*uploads / 5)
	restart()
	sender.waitFor(2 * *uploads / 5)
	database.restart(t)
	sender.waitFor(3 * *uploads / 5)
	restart()
	sending.Wait()
	sent := time.Since(started)

	pool := connect(t, database.url)
	waitFor(t, pool, *uploads+1, `SELECT count(*) FROM revisions WHERE state = 'ready'`)
	t.Logf("%d files sent in %v and read in %v, %d requests made again", *uploads, sent.Round(10*time.Millisecond),
		time.Since(started).Round(10*time.Millisecond), sender.again.Load())
	checkUploads(t, pool, *uploads)

	sender.sendAll(*uploads) // as if no answer had ever come back
	checkUploads(t, pool, *uploads)
}

// TestUploadByToken brings a file in as a museum's own system would, and follows
// it until visitors are answered from it.
func TestUploadByToken(t *testing.T) {
	database, data := dbtest.URL(t), t.TempDir()
	expect(t, database, data, 0, "1 new", "ingest", "--museum=teste", write(t, t.TempDir(), "vaso.md", note))
	port := freePort(t)
	start(t, database, data, "serve", "--address=127.0.0.1", "--port="+port)
	address := "http://127.0.0.1:" + port
	waitReady(t, address)
	secret := newToken(t, database)

	request := func(method, path, body string, into any) int {
		r, err := http.NewRequest(method, address+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+secret)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if err := json.NewDecoder(response.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
		return response.StatusCode
	}
	type upload struct {
		ID, State string
		Document  struct{ ID string }
	}
	var received struct{ Uploads []upload }
	if code := request("POST", "/api/v1/documents?name=jarra.md&publish=true", strings.ReplaceAll(note, "Vaso", "Jarra"), &received); code != 202 || len(received.Uploads) != 1 {
		t.Fatalf("got %d %+v", code, received)
	}
	u := received.Uploads[0]
	for range 600 {
		if request("GET", "/api/v1/uploads/"+u.ID, "", &u); u.State != "queued" && u.State != "reading" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	var document struct{ State, Source string }
	request("GET", "/api/v1/documents/"+u.Document.ID, "", &document)
	if u.State != "ready" || document.State != "live" || document.Source != "uploads/jarra.md" {
		t.Errorf("upload %+v, document %+v", u, document)
	}
}

// newToken makes an API token that may do everything.
func newToken(t *testing.T, database string) string {
	t.Helper()
	pool := connect(t, database)
	store := postgres.New(pool)
	museum, err := store.Museum(t.Context(), "teste")
	if err != nil {
		t.Fatal(err)
	}
	invitation, err := store.InviteUser(t.Context(), museum.ID, guide.RoleAdmin, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	admin, err := store.AcceptInvitation(t.Context(), invitation, "a@museu.example", "Ana", "hash")
	if err != nil {
		t.Fatal(err)
	}
	secret, err := store.MakeToken(t.Context(), admin, guide.Token{Name: "ensaio", ExpiresAt: time.Now().Add(time.Hour),
		Scopes: []guide.Scope{guide.ScopeRead, guide.ScopeWrite, guide.ScopePublish}})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// checkUploads holds the database to every file that was sent, once, and to the
// one note that was there before.
func checkUploads(t *testing.T, pool *pgxpool.Pool, files int) {
	t.Helper()
	want(t, pool, files, `SELECT count(*) FROM uploads WHERE arrival = 'new' AND document_id IS NOT NULL AND revision_id IS NOT NULL`)
	want(t, pool, files, `SELECT count(*) FROM uploads`)
	want(t, pool, files+1, `SELECT count(*) FROM documents`)
	want(t, pool, files+1, `SELECT count(*) FROM revisions WHERE state = 'ready' AND number = 1`)
	want(t, pool, files+1, `SELECT count(DISTINCT content_sha256) FROM revisions`)
	want(t, pool, 1, `SELECT count(*) FROM documents WHERE live_revision_id IS NOT NULL`)
	want(t, pool, files, `SELECT count(*) FROM audit_log WHERE action = 'document.upload'`)
	want(t, pool, 0, `SELECT count(*) FROM passages p WHERE NOT EXISTS (SELECT FROM passage_vectors v WHERE v.passage_id = p.id)`)
}

// durable is a Postgres of the test's own that can be taken away.
type durable struct {
	options localpg.Options
	server  *localpg.Server
	url     string
}

func startDurable(t *testing.T) *durable {
	t.Helper()
	programs, err := dbtest.Programs()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "cicerone-restart-") // t.TempDir is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	d := &durable{options: localpg.Options{Programs: programs, Data: folder, Durable: true}}
	if d.server, err = localpg.Start(t.Context(), d.options); err != nil {
		t.Fatal(err)
	}
	d.url = d.server.URL()
	t.Cleanup(func() {
		_ = d.server.Stop(context.Background())
		os.RemoveAll(folder)
	})
	return d
}

func (d *durable) restart(t *testing.T) {
	t.Helper()
	if err := d.server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	server, err := localpg.Start(t.Context(), d.options)
	if err != nil {
		t.Fatal(err)
	}
	if d.server = server; server.URL() != d.url {
		t.Fatalf("the database has moved from %s to %s", d.url, server.URL())
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// sender is a curator's browser that sends files, three at a time, each until it
// is told what became of it.
type sender struct {
	t       *testing.T
	client  *http.Client
	address string
	sent    atomic.Int64 // files that were answered for
	again   atomic.Int64 // requests that were not
}

// newSender makes an account by a one-time link and is signed in with it.
func newSender(t *testing.T, address, join string) *sender {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &sender{t: t, client: &http.Client{Jar: jar, Timeout: 20 * time.Second}, address: address}
	response, err := s.client.PostForm(address+join, url.Values{"name": {"Ana"}, "email": {"ana@museu.example"}, "password": {"uma frase de ensaio"}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK || response.Request.URL.Path != "/curator" {
		t.Fatalf("join: %s at %s", response.Status, response.Request.URL)
	}
	return s
}

func (s *sender) sendAll(files int) {
	s.sent.Store(0)
	numbers := make(chan int)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for i := range numbers {
				s.send(i)
			}
		})
	}
	for i := range files {
		numbers <- i
	}
	close(numbers)
	wg.Wait()
}

// send sends one file until it is answered for, for a minute at most.
func (s *sender) send(i int) {
	content := fmt.Sprintf("---\ntitle: Peça %d\nlanguage: pt\n---\nA peça número %d foi restaurada na oficina em %d.\n", i, i, 1500+i)
	for range 600 {
		r, err := http.NewRequest(http.MethodPut, fmt.Sprintf("%s/curator/upload/ensaio/k%d?path=pasta%%2Fpeca-%d.md", s.address, i, i), strings.NewReader(content))
		if err != nil {
			s.t.Error(err)
			return
		}
		if response, err := s.client.Do(r); err == nil {
			body, err := io.ReadAll(response.Body)
			response.Body.Close()
			if err == nil && response.StatusCode == http.StatusOK && strings.Contains(string(body), fmt.Sprintf(`data-key="k%d"`, i)) {
				s.sent.Add(1)
				return
			}
		}
		s.again.Add(1)
		time.Sleep(100 * time.Millisecond)
	}
	s.t.Errorf("file %d was never answered for", i)
}

// waitFor waits until so many files have been answered for.
func (s *sender) waitFor(files int) {
	s.t.Helper()
	for range 6000 {
		if int(s.sent.Load()) >= files {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("%d files were never reached: %d", files, s.sent.Load())
}
