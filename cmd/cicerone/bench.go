package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"cicerone/internal/bench"
	"cicerone/internal/config"
	"cicerone/internal/guide"
	"cicerone/internal/postgres"
)

// benchCmd measures the search at a size of the collection, in a scratch
// database of the given server or the private one.
type benchCmd struct {
	Passages int   `default:"10000" help:"How many passages to fill a museum with; a second one gets a hundredth."`
	Clients  []int `default:"1,4,16" help:"How many ask at once."`
	Seconds  int   `default:"5" help:"How long each lot of clients asks."`
	JSON     bool  `name:"json" help:"Report as JSON instead of Markdown."`
}

// Validate refuses what would measure nothing, or for ever. Kong calls it.
func (c benchCmd) Validate() error {
	if c.Passages < 1000 || c.Passages > 5_000_000 {
		return fmt.Errorf("--passages: from 1,000 to 5,000,000, not %d", c.Passages)
	}
	if c.Seconds < 1 || c.Seconds > 600 {
		return fmt.Errorf("--seconds: from 1 to 600, not %d", c.Seconds)
	}
	for _, n := range c.Clients {
		if n < 1 || n > 64 {
			return fmt.Errorf("--clients: from 1 to 64, not %d", n)
		}
	}
	return nil
}

// Run fills, asks and reports to standard output.
func (c benchCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) (err error) {
	server := &house{config: cfg, log: log, stopPG: func() {}}
	address, err := server.database(ctx)
	if err != nil {
		return err
	}
	defer server.stopPG()
	scratch, remove, err := postgres.ScratchDatabase(ctx, address)
	if err != nil {
		return err
	}
	defer func() {
		if gone := remove(); gone != nil {
			log.Error("the scratch database was not removed", "error", gone)
		}
	}()
	folder, err := os.MkdirTemp("", "cicerone-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)

	measured := cfg
	measured.DatabaseURL, measured.Data = scratch, folder
	measured.Rate = 0                                       // nobody is turned away
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil)) // written, as in life, but not read
	h, err := open(ctx, measured, quiet, 0)
	if err != nil {
		return err
	}
	defer h.close()
	b := &benching{house: h, cmd: c, folder: folder, scratch: scratch, programs: cfg}
	if err := b.all(ctx); err != nil {
		return err
	}
	return c.write(os.Stdout, b.report)
}

func (c benchCmd) write(w io.Writer, r bench.Report) error {
	if !c.JSON {
		return r.Markdown(w)
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(r)
}

// benching is a measurement under way.
type benching struct {
	house    *house
	cmd      benchCmd
	folder   string
	scratch  string        // the database's address
	programs config.Config // that says where Postgres's programs are

	museum, small guide.Museum
	questions     []string
	searches      []guide.Search // the same, embedded
	report        bench.Report
}

// questionsAsked is how many different questions are asked, in turn.
const questionsAsked = 200

// all measures everything, one after the other.
func (b *benching) all(ctx context.Context) error {
	for _, step := range []struct {
		says string
		do   func(context.Context) error
	}{
		{"who we are", b.introduce},
		{"filling", b.fill},
		{"copying the same rows", b.copy},
		{"embedding", b.embed},
		{"reading the words", b.warm},
		{"searching stage by stage", b.stages},
		{"comparing with exact search", b.recall},
		{"asking through the API, and pgbench", b.loads},
		{"sizes", b.sizes},
	} {
		begun := time.Now()
		fmt.Fprintf(os.Stderr, "%s … ", step.says)
		if err := step.do(ctx); err != nil {
			fmt.Fprintln(os.Stderr)
			return fmt.Errorf("%s: %w", step.says, err)
		}
		fmt.Fprintf(os.Stderr, "%.1f s\n", time.Since(begun).Seconds())
	}
	return nil
}

func (b *benching) introduce(ctx context.Context) error {
	version, _, err := b.house.store.Server(ctx)
	b.report = bench.Report{
		Command: "cicerone " + strings.Join(os.Args[1:], " "), Commit: commit(), At: time.Now(), Postgres: version,
		Machine: fmt.Sprintf("%d cores, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version()),
		Space:   b.house.spaces[0].Space().Name,
	}
	return err
}

// copy measures what Postgres must do for the rows at least. Fifty thousand tell
// as much as all of them.
func (b *benching) copy(ctx context.Context) error {
	n, took, err := b.house.store.CopyAgain(ctx, 50_000)
	b.report.Copy = float64(n) / took.Seconds()
	return err
}

// embed takes questions from passages, and measures the embedding of both.
func (b *benching) embed(ctx context.Context) error {
	texts, err := b.house.store.SampleTexts(ctx, b.museum.ID, questionsAsked)
	if err != nil {
		return err
	}
	draw := rand.New(rand.NewPCG(benchSeed, 1))
	for _, t := range texts {
		b.questions = append(b.questions, bench.Question(draw, t))
	}
	b.report.Questions = len(b.questions)
	if _, err := b.house.spaces.Question(ctx, b.museum.Space, "quem?"); err != nil { // what is loaded at first use is
		return err
	}
	begun := time.Now()
	for _, q := range b.questions {
		vector, err := b.house.spaces.Question(ctx, b.museum.Space, q)
		if err != nil {
			return err
		}
		b.searches = append(b.searches, guide.Search{Museum: b.museum, Audience: guide.AudiencePublic, At: time.Now(), Lang: "pt", Text: q, Vector: vector})
	}
	b.report.QuestionMicros = float64(time.Since(begun).Microseconds()) / float64(len(b.questions))
	begun = time.Now()
	if _, err := b.house.spaces.Passages(ctx, b.museum.Space, texts); err != nil {
		return err
	}
	b.report.PassageMicros = float64(time.Since(begun).Microseconds()) / float64(len(texts))
	return nil
}

// stages times the parts of a search.
func (b *benching) stages(ctx context.Context) error {
	took := map[string][]time.Duration{}
	order := []string{"embed", "vectors", "words", "hits", "fusion", "whole search"}
	for i, q := range b.questions {
		begun := time.Now()
		last := begun
		lap := func(stage string) {
			now := time.Now()
			took[stage] = append(took[stage], now.Sub(last))
			last = now
		}
		search := b.searches[i]
		var err error
		if search.Vector, err = b.house.spaces.Question(ctx, b.museum.Space, q); err != nil {
			return err
		}
		lap("embed")
		if _, err := b.house.store.TimedSearch(ctx, search, lap); err != nil {
			return err
		}
		took["whole search"] = append(took["whole search"], time.Since(begun))
	}
	says := map[string]string{
		"vectors": "first round trip: what has changed, the nearest vectors", "words": "words, in memory",
		"hits": "second round trip: the passages proposed", "fusion": "fusion",
	}
	for _, stage := range order {
		name := says[stage]
		if name == "" {
			name = stage
		}
		total := time.Duration(0)
		for _, d := range took[stage] {
			total += d
		}
		b.report.Stages = append(b.report.Stages, bench.Stage{Name: name, Timing: bench.Summarise(took[stage], total, 0)})
	}
	return nil
}

// recall compares the vectors' proposals, and the first places of the whole search,
// with those of an exact search, in both museums.
func (b *benching) recall(ctx context.Context) error {
	for _, m := range []struct {
		name   string
		museum guide.Museum
	}{{"the whole", b.museum}, {"a hundredth beside it", b.small}} {
		own, err := b.house.store.CountPassages(ctx, m.museum.ID)
		if err != nil {
			return err
		}
		r := bench.Recall{Museum: m.name, Passages: own, Wanted: min(own, vectorsProposed), Fewest: vectorsProposed}
		var near, first, wanted, wantedFirst int
		begun := time.Now()
		for _, q := range b.searches {
			if r.Questions >= recallQuestions && time.Since(begun) > recallAtMost {
				break
			}
			q.Museum = m.museum
			exact, found, err := b.bothWays(ctx, q)
			if err != nil {
				return err
			}
			near += common(exact.nearest, found.nearest)
			wanted += len(exact.nearest)
			first += common(exact.first, found.first)
			wantedFirst += len(exact.first)
			r.Fewest = min(r.Fewest, len(found.nearest))
			r.Questions++
		}
		r.Recall, r.First = share(near, wanted), share(first, wantedFirst)
		b.report.Recall = append(b.report.Recall, r)
	}
	return nil
}

// foundIDs are passages that a search found.
type foundIDs struct{ nearest, first []int64 }

// bothWays searches by comparing all passages, and as visitors do.
func (b *benching) bothWays(ctx context.Context, q guide.Search) (exact, found foundIDs, err error) {
	for _, way := range []struct {
		exactly bool
		into    *foundIDs
		search  func(context.Context, guide.Search) (guide.Found, error)
	}{{true, &exact, b.house.store.ExactSearch}, {false, &found, b.house.store.Search}} {
		if way.into.nearest, err = b.house.store.Nearest(ctx, q, way.exactly); err != nil {
			return exact, found, err
		}
		whole, err := way.search(ctx, q)
		if err != nil {
			return exact, found, err
		}
		for _, h := range whole.Hits[:min(firstPlaces, len(whole.Hits))] {
			way.into.first = append(way.into.first, h.PassageID)
		}
	}
	return exact, found, nil
}

// common is how many of a are in b.
func common(a, b []int64) (n int) {
	for _, id := range a {
		if slices.Contains(b, id) {
			n++
		}
	}
	return n
}

func share(n, of int) float64 { return float64(n) / float64(max(1, of)) }

// Each leg of a search proposes thirty passages. Where exact search is slow, it is
// asked fewer questions.
const (
	vectorsProposed = 30
	firstPlaces     = 10 // from which an answer is made
	recallQuestions = 50
	recallAtMost    = 10 * time.Second
)

// sizes reads what is on the disk.
func (b *benching) sizes(ctx context.Context) error {
	relations, err := b.house.store.Sizes(ctx)
	for _, r := range relations {
		b.report.Tables = append(b.report.Tables, bench.Size{Name: r.Name, Bytes: r.Bytes})
	}
	return err
}
