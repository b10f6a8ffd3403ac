package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"cicerone/internal/ask"
	"cicerone/internal/config"
	"cicerone/internal/eval"
	"cicerone/internal/guide"
	"cicerone/internal/ingest"
	"cicerone/internal/postgres"
)

// evalCmd measures the guide.
type evalCmd struct {
	Retrieval evalRetrievalCmd `cmd:"" help:"Is the right passage found?"`
	Grounding evalGroundingCmd `cmd:"" help:"What is shown of a lying model's answers, and what does checking them cost?"`
	Answers   evalAnswersCmd   `cmd:"" help:"Do the words shown hold the answer, and are questions refused when they should be?"`
	Set       evalSetCmd       `cmd:"" help:"Does the guide do the right thing with a museum's own set of questions?"`
	Guide     evalGuideCmd     `cmd:"" help:"Does the guide do the right thing with what visitors of the demonstration ask?"`
}

// evalSet says what to measure on.
type evalSet struct {
	Folders   []string `arg:"" type:"existingdir" help:"Folders with passages.LANG.jsonl and questions.LANG.jsonl, either also as .gz."`
	Questions []string `help:"Languages of the questions. Empty: all there are."`
	Passages  []string `help:"Languages of the passages. Empty: all there are."`
	evalOutput
}

// evalOutput says which half is asked and where the report goes.
type evalOutput struct {
	Half eval.Half `enum:"dev,held," default:"" help:"Ask one half of the questions only, dev or held, by a hash of their ids."`
	JSON bool      `name:"json" help:"Report as JSON instead of Markdown."`
	Out  string    `type:"path" placeholder:"FILE" help:"Write the report to this file instead, as in docs/eval/retrieval.md."`
}

// prepare finds out before a long run whether there will be a place for its report.
func (o evalOutput) prepare() error {
	if o.Out == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(o.Out), 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	f, err := os.OpenFile(o.Out, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return f.Close()
}

// write writes a report to the file asked for, or to w.
func (o evalOutput) write(w io.Writer, report eval.Report) error {
	if o.Out == "" {
		return o.encode(w, report)
	}
	var b bytes.Buffer
	if err := o.encode(&b, report); err != nil {
		return err
	}
	if err := os.WriteFile(o.Out, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	say("The report is in " + o.Out + ".")
	return nil
}

func (o evalOutput) encode(w io.Writer, report eval.Report) error {
	if !o.JSON {
		return report.Markdown(w)
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(report)
}

// evalRetrievalCmd measures the search.
type evalRetrievalCmd struct {
	evalSet
	Legs []string `enum:"lexical,vector,hybrid" default:"lexical,vector,hybrid" help:"Which ways of ordering to report."`
}

// evalAnswersCmd measures answers.
type evalAnswersCmd struct {
	evalSet
	Of string `type:"existingdir" help:"Folder whose questions are asked instead: none of them can be answered."`
}

// Run asks every question of every pair of languages and reports.
func (c evalRetrievalCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	var legs []eval.Leg
	for _, leg := range c.Legs {
		legs = append(legs, eval.Leg(leg))
	}
	return c.measure(ctx, cfg, log, "", func(s scratch, set eval.Set, report *eval.Report) error {
		found, err := eval.MeasureRetrieval(ctx, set, legs, s.ask, showProgress(set))
		report.Retrieval = append(report.Retrieval, found...)
		return err
	})
}

// Run asks every question of every pair of languages and reports.
func (c evalAnswersCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	return c.measure(ctx, cfg, log, c.Of, func(s scratch, set eval.Set, report *eval.Report) error {
		answers, err := eval.MeasureAnswers(ctx, set, s.ask, showProgress(set))
		report.Answers = append(report.Answers, answers)
		return err
	})
}

// measure runs one for each folder and pair of languages, on a scratch museum
// that holds the passages alone, and writes the report. With of, the questions
// are that folder's.
func (c evalSet) measure(ctx context.Context, cfg config.Config, log *slog.Logger, of string,
	one func(scratch, eval.Set, *eval.Report) error) error {

	if err := c.prepare(); err != nil {
		return err
	}
	h, err := open(ctx, cfg, log, cfg.Workers)
	if err != nil {
		return err
	}
	defer h.close()
	report := eval.Report{Header: h.evalHeader()}
	for _, folder := range c.Folders {
		if err := c.measureFolder(ctx, h, folder, of, func(s scratch, set eval.Set) error { return one(s, set, &report) }); err != nil {
			return fmt.Errorf("%s: %w", folder, err)
		}
	}
	return c.write(os.Stdout, report)
}

func (c evalSet) measureFolder(ctx context.Context, h *house, folder, of string, one func(scratch, eval.Set) error) error {
	questions := folder
	if of != "" {
		questions = of
	}
	passages, asked, err := c.languages(os.DirFS(folder), os.DirFS(questions))
	if err != nil {
		return err
	}
	for _, lang := range passages {
		if err := h.withScratch(ctx, os.DirFS(folder), lang, func(s scratch) error {
			for _, from := range asked {
				set, err := c.open(folder, of, lang, from)
				if err != nil {
					return err
				}
				if err := one(s, set); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// open reads the asked half of a set whose questions may be another folder's.
func (c evalSet) open(folder, of, lang, from string) (set eval.Set, err error) {
	if of == "" {
		set, err = eval.Open(os.DirFS(folder), filepath.Base(folder), lang, from)
	} else {
		set, err = eval.OpenForeign(os.DirFS(folder), os.DirFS(of), filepath.Base(folder)+" asked those of "+filepath.Base(of), lang, from)
	}
	if err != nil {
		return set, err
	}
	return set.In(c.Half)
}

func (c evalSet) languages(folder, questions fs.FS) (passages, asked []string, err error) {
	if passages, err = eval.Languages(folder, "passages"); err != nil {
		return nil, nil, err
	}
	if asked, err = eval.Languages(questions, "questions"); err != nil {
		return nil, nil, err
	}
	chosen := func(all, some []string) []string {
		return slices.DeleteFunc(all, func(lang string) bool { return len(some) > 0 && !slices.Contains(some, lang) })
	}
	return chosen(passages, c.Passages), chosen(asked, c.Questions), nil
}

// scratch is a museum made for measuring.
type scratch struct {
	guide   *ask.Guide
	museum  guide.Museum
	sources map[string]string // by the documents' public ids
	found   *guide.Found      // what the last search brought back
}

// withScratch ingests one language's passages into a museum of their own, the
// ordinary way, and removes it when f is done.
func (h *house) withScratch(ctx context.Context, folder fs.FS, lang string, f func(scratch) error) error {
	file, err := eval.File(folder, "passages", lang)
	if err != nil {
		return err
	}
	return h.withScratchMuseum(ctx, guide.Museum{Names: map[string]string{lang: "Evaluation"}, Lang: lang, Langs: []string{lang}}, func(museum guide.Museum) error {
		s, err := h.fillScratch(ctx, museum, folder, file)
		if err != nil {
			return err
		}
		return f(s)
	})
}

// withScratchMuseum makes a museum like the one given, under a code of its own, and
// removes it when f is done: also when ctx has ended, for one left behind would be
// asked for on the first page.
func (h *house) withScratchMuseum(ctx context.Context, like guide.Museum, f func(guide.Museum) error) error {
	like.Code = "eval-" + postgres.NewID()[:12]
	museum, err := h.ensureMuseum(ctx, like)
	if err != nil {
		return err
	}
	defer func() {
		if err := h.store.RemoveMuseum(context.WithoutCancel(ctx), museum.ID); err != nil {
			h.log.Error("scratch museum not removed", "museum", museum.Code, "error", err)
		}
	}()
	return f(museum)
}

// fillScratch ingests the passages of a file.
func (h *house) fillScratch(ctx context.Context, museum guide.Museum, folder fs.FS, file string) (scratch, error) {
	s := scratch{museum: museum, found: &guide.Found{}}
	summary, err := h.ingest(ctx, museum, "", true, func(ctx context.Context, a ingest.Adder, t *ingest.Tally, progress func(ingest.Tally)) error {
		return a.File(ctx, folder, file, "", t, progress)
	})
	if err != nil {
		return s, err
	}
	if summary.failed() > 0 {
		summary.print(os.Stderr)
	}
	if s.sources, err = h.store.Sources(ctx, museum.ID); err != nil {
		return s, err
	}
	for id, source := range s.sources {
		_, s.sources[id], _ = strings.Cut(source, "#")
	}
	measured := *h.guide
	measured.Search, measured.Memory = listening{h.store, s.found}, forgetful{}
	s.guide = &measured
	return s, nil
}

// ask is an eval.Asker.
func (s scratch) ask(ctx context.Context, question, lang string) (eval.Asked, error) {
	if long := []rune(question); len(long) > guide.MaxQuestionRunes {
		question = string(long[:guide.MaxQuestionRunes]) // some sets ask in whole paragraphs
	}
	*s.found = guide.Found{}
	turn, err := s.guide.Ask(ctx, guide.Question{Museum: s.museum, Text: question, Lang: lang, Audience: guide.AudiencePublic, At: time.Now()},
		func(guide.Event) error { return nil })
	if err != nil {
		return eval.Asked{}, err
	}
	asked := eval.Asked{Turn: turn, Search: turn.Timings["embed"] + turn.Timings["search"]}
	for _, h := range s.found.Hits {
		asked.Hits = append(asked.Hits, eval.Hit{Hit: h, Source: s.sources[h.Document]})
	}
	return asked, nil
}

// listening is a search that is listened to: the guide keeps only what an
// answer may rest on.
type listening struct {
	ask.Searcher
	found *guide.Found
}

func (l listening) Search(ctx context.Context, q guide.Search) (guide.Found, error) {
	found, err := l.Searcher.Search(ctx, q)
	*l.found = found
	l.found.Hits = slices.Clone(found.Hits)
	return found, err
}

// showProgress tells on standard error how far a set is.
func showProgress(set eval.Set) func(done, of int) {
	var last time.Time
	return func(done, of int) {
		if done == of || time.Since(last) > time.Second {
			last = time.Now()
			fmt.Fprintf(os.Stderr, "%s, %s to %s: %d of %d questions\n", set.Name, set.Questions, set.Passages, done, of)
		}
	}
}

// evalHeader says what a report is made with.
func (h *house) evalHeader() eval.Header {
	return eval.Header{Command: "cicerone " + strings.Join(os.Args[1:], " "), Commit: commit(), Settings: settings(), Space: h.spaces[0].Space().Name, Model: h.config.Model.Name, At: time.Now()}
}

// settings are the variables of models that were set, but for addresses and keys,
// and the machine.
func settings() []string {
	var out []string
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		ofModels := slices.ContainsFunc([]string{"MODEL_", "EMBED_", "RERANK_"}, func(s string) bool { return strings.HasPrefix(name, "CICERONE_"+s) })
		if ofModels && !strings.HasSuffix(name, "_KEY") && !strings.Contains(v, "://") {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return append(out, fmt.Sprintf("%s/%s with %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()))
}

// commit names the program, as far as it knows.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, dirty := "unknown", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = ", changed since"
		}
	}
	return revision + dirty
}
