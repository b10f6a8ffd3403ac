package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"cicerone/internal/dbtest"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// network is what lies between a pool and its server. It can be cut.
type network struct {
	mu    sync.Mutex
	isCut bool
	lines []net.Conn
}

func (n *network) dial(ctx context.Context, kind, address string) (net.Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.isCut {
		return nil, errors.New("the server is gone")
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, kind, address)
	if err != nil {
		return nil, err
	}
	n.lines = append(n.lines, conn)
	return line{conn}, nil
}

// line is a connection that ends, when it is cut, as one to a dead server does.
type line struct{ net.Conn }

func (l line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if errors.Is(err, net.ErrClosed) {
		err = io.EOF
	}
	return n, err
}

func (n *network) cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.isCut = true
	for _, line := range n.lines {
		line.Close()
	}
}

// overNetwork is another pool on a collection's database, over a network of its
// own.
func (c *collection) overNetwork() (*pgxpool.Pool, *network) {
	c.t.Helper()
	n := &network{}
	config := c.pool.Config()
	config.ConnConfig.DialFunc = n.dial
	pool, err := pgxpool.NewWithConfig(c.t.Context(), config)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(pool.Close)
	if err := pool.Ping(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	return pool, n
}

// everyCall makes each call of a Store that may meet a database that is away.
func everyCall(c *collection, ctx context.Context, s *postgres.Store, revision int64) map[string]error {
	out := map[string]error{}
	m := c.museum
	_, out["Search"] = s.Search(ctx, guide.Search{Museum: m, At: time.Now(), Text: "a", Vector: []float32{1, 1, 1, 1}})
	_, out["Note"] = s.Note(ctx, m.ID, "a", time.Now())
	_, out["Objects"] = s.Objects(ctx, guide.ObjectQuery{MuseumID: m.ID})
	_, out["ObjectNotes"] = s.ObjectNotes(ctx, m.ID, 1, "pt")
	_, out["Museum"] = s.Museum(ctx, m.Code)
	_, out["Museums"] = s.Museums(ctx)
	_, out["CreateMuseum"] = s.CreateMuseum(ctx, m)
	_, out["EnsureSpace"] = s.EnsureSpace(ctx, m.Space)
	_, out["Rooms"] = s.Rooms(ctx, m.ID)
	out["AddRooms"] = s.AddRooms(ctx, m.ID, []guide.Room{{Code: "a"}})
	_, out["Register"] = s.Register(ctx, m.ID, "batch", true, []guide.Incoming{arriving("a.md", "a")}, func(context.Context, pgx.Tx, []int64) error { return nil })
	_, out["Stored"] = s.Stored(ctx, []int64{revision})
	out["Finish"] = s.Finish(ctx, m, []guide.Prepared{{RevisionID: revision, Failure: "it is empty"}})
	_, out["Batch"] = s.Batch(ctx, m.ID, "batch")
	_, out["Unfinished"] = s.Unfinished(ctx)
	out["Analyze"] = s.Analyze(ctx)
	out["SaveTurn"] = s.SaveTurn(ctx, answered(c, "turn", "visit", "?"))
	_, out["History"] = s.History(ctx, m.ID, "visit", 1)
	out["Ping"] = s.Ping(ctx)
	return out
}

// However the database is away, callers are told that it is.
func TestUnavailable(t *testing.T) {
	c := newCollection(t)
	revision := c.register("waiting.md", "waiting", true)
	expectUnavailable := func(how string, errs map[string]error) {
		for call, err := range errs {
			if !errors.Is(err, guide.ErrUnavailable) {
				t.Errorf("%s: %s: got %v, want ErrUnavailable", how, call, err)
			}
		}
	}

	pool, network := c.overNetwork()
	network.cut()
	expectUnavailable("a server that is gone", everyCall(c, t.Context(), postgres.New(pool), revision))

	pool, _ = c.overNetwork()
	pool.Close()
	expectUnavailable("a pool that is closed", everyCall(c, t.Context(), postgres.New(pool), revision))

	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	expectUnavailable("a deadline that has passed", everyCall(c, late, c.Store, revision))

	gone, leave := context.WithCancel(t.Context())
	leave()
	for call, err := range everyCall(c, gone, c.Store, revision) {
		if !errors.Is(err, context.Canceled) || errors.Is(err, guide.ErrUnavailable) {
			t.Errorf("a caller that has gone: %s: got %v, want Canceled alone", call, err)
		}
	}
}

// A server that goes away in the middle of a statement is unavailable too, and
// what was begun is undone.
func TestUnavailableInTheMiddle(t *testing.T) {
	c := newCollection(t)
	for how, breakOff := range map[string]func(*network){
		"the line is cut": (*network).cut,
		"the server is going down": func(*network) {
			execute(t, c.pool, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
		},
	} {
		pool, network := c.overNetwork()
		holder, err := c.pool.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := holder.Exec(t.Context(), `LOCK turn_evidence`); err != nil {
			t.Fatal(err)
		}
		saved := make(chan error)
		go func() {
			saved <- postgres.New(pool).SaveTurn(t.Context(), answered(c, "turn", "visit", "?", guide.Hit{PassageID: 1}))
		}()
		for c.count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) == 0 {
			select {
			case err := <-saved:
				t.Fatalf("it did not wait for the lock: %v", err)
			case <-time.After(time.Millisecond):
			}
		}
		breakOff(network)
		if err := <-saved; !errors.Is(err, guide.ErrUnavailable) {
			t.Errorf("%s: got %v, want ErrUnavailable", how, err)
		}
		if err := holder.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.count(`SELECT count(*) FROM turns`); got != 0 {
		t.Errorf("turns: got %d, want 0", got)
	}
}

func TestOpenUnavailable(t *testing.T) {
	nobody := "postgres://cicerone@/cicerone?host=" + t.TempDir()
	if _, err := postgres.Open(t.Context(), nobody, 1); !errors.Is(err, guide.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
	if _, err := postgres.Open(t.Context(), "no address", 1); err == nil || errors.Is(err, guide.ErrUnavailable) {
		t.Errorf("got %v, want an error about the address", err)
	}
}

func TestNotFound(t *testing.T) {
	c := newCollection(t)
	for call, f := range map[string]func() error{
		"Museum": func() error { _, err := c.Museum(t.Context(), "nowhere"); return err },
		"Note":   func() error { _, err := c.Note(t.Context(), c.museum.ID, "nothing", time.Now()); return err },
	} {
		if err := f(); !errors.Is(err, guide.ErrNotFound) {
			t.Errorf("%s: got %v, want ErrNotFound", call, err)
		}
	}
	// Names that nobody could have given are not the server's failure.
	for _, name := range []string{"\x00", "\xff"} {
		if _, err := c.Museum(t.Context(), name); !errors.Is(err, guide.ErrInvalid) {
			t.Errorf("museum %q: got %v, want ErrInvalid", name, err)
		}
	}
}

// Programs that start at the same moment agree on a space.
func TestEnsureSpaceAtOnce(t *testing.T) {
	store := postgres.New(dbtest.DB(t))
	for round := range 20 {
		ids := make([]int64, 8)
		var starting sync.WaitGroup
		for i := range ids {
			starting.Go(func() {
				space, err := store.EnsureSpace(t.Context(), guide.Space{Name: fmt.Sprint("hashed-", round), Model: "hashed", Dims: 256})
				if err != nil {
					t.Error(err)
				}
				ids[i] = space.ID
			})
		}
		starting.Wait()
		if slices.Max(ids) == 0 || slices.Min(ids) != slices.Max(ids) {
			t.Errorf("got ids %v, want one", ids)
		}
	}
	for _, other := range []guide.Space{{Name: "hashed-0", Model: "hashed", Dims: 128}, {Name: "hashed-0", Model: "trained", Dims: 256}} {
		if _, err := store.EnsureSpace(t.Context(), other); !errors.Is(err, guide.ErrConflict) {
			t.Errorf("%v: got %v, want ErrConflict", other, err)
		}
	}
}

func TestMuseumsAndRooms(t *testing.T) {
	c := newCollection(t)
	other := c.addMuseum("outro")
	museums, err := c.Museums(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]guide.Museum{c.museum, other}, museums); diff != "" {
		t.Errorf("museums (-want +got):\n%s", diff)
	}
	if got, err := c.Museum(t.Context(), "outro"); err != nil || !cmp.Equal(got, other) {
		t.Errorf("museum: got %v, %v, want %v", got, err, other)
	}
	if _, err := c.CreateMuseum(t.Context(), other); !errors.Is(err, guide.ErrConflict) {
		t.Errorf("a second museum of a code: got %v, want ErrConflict", err)
	}

	first := []guide.Room{{Code: "a", Floor: -1, Order: 2}, {Code: "b", Order: 1, Names: map[string]string{"pt": "Botica"}, Abouts: map[string]string{"pt": "Potes."}}}
	first[0].Names, first[0].Abouts = map[string]string{"pt": "Adega"}, map[string]string{}
	changed := guide.Room{Code: "a", Floor: 1, Order: 3} // a room that is there stays as it is
	for _, rooms := range [][]guide.Room{first, {changed}, nil} {
		if err := c.AddRooms(t.Context(), c.museum.ID, rooms); err != nil {
			t.Fatal(err)
		}
	}
	got, err := c.Rooms(t.Context(), c.museum.ID)
	if err != nil || len(got) != 2 {
		t.Fatalf("got %v, %v, want two rooms", got, err)
	}
	want := []guide.Room{first[1], first[0]}
	for i := range want {
		want[i].ID, want[i].MuseumID = got[i].ID, c.museum.ID
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rooms (-want +got):\n%s", diff)
	}
	if rooms, err := c.Rooms(t.Context(), other.ID); err != nil || len(rooms) != 0 {
		t.Errorf("another museum's rooms: got %v, %v", rooms, err)
	}
}
