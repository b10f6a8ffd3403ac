package ask

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/model"
	"cicerone/internal/model/modeltest"

	"github.com/google/go-cmp/cmp"
)

// modelAt is the real client of a model server, with more patience than a test
// lasts.
func modelAt(t testing.TB, url string) *Model {
	return hurriedModelAt(t, url, time.Hour, time.Hour)
}

func hurriedModelAt(t testing.TB, url string, firstToken, nextToken time.Duration) *Model {
	t.Helper()
	client, err := model.New(model.Config{URL: url, Name: "amalia", FirstToken: firstToken, NextToken: nextToken, Total: time.Hour, MaxTokens: 400})
	if err != nil {
		t.Fatal(err)
	}
	return &Model{Name: client.Name(), Context: 8192, Answer: 400, Chat: client.Chat}
}

const (
	aboutLamp = "A candeia é de prata?"
	// modelled is modeltest.Text as it is shown, quoted what the notes say.
	modelled = "A candeia é de prata, do século XVIII."
	quoted   = "A candeia é de prata e foi feita no século XVIII numa oficina de Lisboa."
	// lies are what no note says: a fact, a source that is not there, a name.
	lies = "Foi roubada em 1911 [1]. Pesa seis quilos [9]. É obra de Josefa de Óbidos [1]. "
)

// Whatever a model server does, the visitor gets what the notes say.
func TestMisbehavingModels(t *testing.T) {
	const soon, later = 100 * time.Millisecond, time.Second
	status := func(code int, retryAfter string) modeltest.Behaviour {
		return modeltest.Status(code, http.Header{"Retry-After": {retryAfter}})
	}
	for _, test := range []struct {
		name       string
		script     []modeltest.Behaviour
		firstToken time.Duration // 0: an hour
		nextToken  time.Duration
		want       string
		degraded   bool
		withheld   int
		cut        bool
	}{
		{name: "slow first token", script: play(modeltest.SlowFirstToken(soon)), want: modelled},
		{name: "first token too slow", script: play(modeltest.SlowFirstToken(time.Hour)), firstToken: soon, want: quoted, degraded: true},
		{name: "no headers", script: play(silence), firstToken: soon, want: quoted, degraded: true},
		{name: "stall", script: play(modeltest.Stall), nextToken: later, want: modelled, degraded: true},
		{name: "cut", script: play(modeltest.Cut), want: modelled, degraded: true},
		{name: "cut in mid-sentence", script: play(cutAfter("A candeia é de prata")), want: quoted, degraded: true, withheld: 1},
		{name: "cut behind an abbreviation", script: play(cutAfter("A candeia é de prata, do séc.")), want: quoted, degraded: true, withheld: 1},
		{name: "cut after lies", script: play(cutAfter(lies)), want: quoted, degraded: true, withheld: 3},
		{name: "cut after a refusal", script: play(cutAfter("As nossas notas não o dizem. ")), want: quoted, degraded: true},
		{name: "status 500", script: play(status(500, "")), want: quoted, degraded: true},
		{name: "busy for a moment", script: play(status(429, "0"), modeltest.Say(modeltest.Text+lies)), want: modelled, withheld: 3},
		{name: "busy for long", script: play(status(429, "60")), want: quoted, degraded: true},
		{name: "malformed frames", script: play(modeltest.MalformedFrames), want: modelled, degraded: true},
		{name: "empty frames", script: play(modeltest.EmptyFrames(modeltest.Text + lies)), want: modelled, withheld: 3},
		{name: "error line", script: play(modeltest.ErrorLine), want: modelled, degraded: true},
		{name: "error frame", script: play(modeltest.ErrorFrame), want: modelled, degraded: true},
		{name: "web page", script: play(modeltest.HTML), want: quoted, degraded: true},
		{name: "endless", script: play(modeltest.Endless), want: modelled, degraded: true, withheld: 1},
		{name: "odd chunks", script: play(modeltest.OddChunks(modeltest.Text + lies)), want: modelled, withheld: 3},
		{name: "no DONE", script: play(modeltest.NoDone(modeltest.Text + lies)), want: modelled, withheld: 3},
		{name: "plain JSON", script: play(modeltest.PlainJSON(modeltest.Text + lies)), want: modelled, withheld: 3},
		{name: "nothing but lies", script: play(modeltest.Say(lies)), want: quoted, withheld: 3},
		{name: "out of tokens", script: play(modeltest.OutOfTokens(modeltest.Text + "Foi feita por D.")), want: modelled, withheld: 1, cut: true},
		{name: "out of tokens at once", script: play(modeltest.OutOfTokens("A candeia é de")), want: quoted, withheld: 1, cut: true},
		{name: "thinks aloud", script: play(modeltest.Say("<think>A candeia é de prata [1]. Pesa seis quilos.</think>\n" + modeltest.Text + lies)), want: modelled, withheld: 3},
		{name: "thinks until its tokens are used up", script: play(modeltest.OutOfTokens("<think>A candeia é de prata, do século XVIII.")), want: quoted, degraded: true},
		{name: "not a word", script: play(modeltest.Say("")), want: quoted, degraded: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := modeltest.New(t, test.script...)
			m := openMuseum(t, hurriedModelAt(t, server.URL, patience(test.firstToken), patience(test.nextToken)))
			events, turn := m.ask(t, guide.Question{Text: aboutLamp})
			if turn.Verdict != guide.Answered || turn.Text() != test.want || turn.Withheld != test.withheld {
				t.Errorf("%s, %d withheld: %s\nwant %d withheld: %s", turn.Verdict, turn.Withheld, turn.Text(), test.withheld, test.want)
			}
			if got := slices.Contains(turn.Degraded, guide.DegradedModel); got != test.degraded {
				t.Errorf("degraded %v, want the model in it: %v", turn.Degraded, test.degraded)
			}
			if got := slices.Contains(turn.Degraded, guide.DegradedCut); got != test.cut {
				t.Errorf("degraded %v, want it cut: %v", turn.Degraded, test.cut)
			}
			if diff := cmp.Diff(turn.Sentences, shown(events)); diff != "" {
				t.Errorf("shown (-turn +events):\n%s", diff)
			}
			checkTurn(t, turn)
		})
	}
}

// A model that never stops is cut off: by the length of what is read when it
// hurries, by the time of a whole answer when it does not. What holds up is shown
// once, and no more is kept of the rest than there is room for.
func TestModelsThatNeverStop(t *testing.T) {
	for _, test := range []struct {
		name, said string
		pace       time.Duration
		want       string
	}{
		{"the same lie", lies, 0, quoted},
		{"the same truth", modeltest.Text, 0, modelled},
		{"a sentence without an end", "A candeia é de prata, e ", 0, quoted},
		{"a word without an end", "prata", 0, quoted},
		{"slowly", lies, 5 * time.Millisecond, quoted},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := modeltest.New(t, forever(test.said, test.pace))
			client, err := model.New(model.Config{URL: server.URL, Name: "amalia", FirstToken: time.Hour, NextToken: time.Hour, Total: 3 * time.Second, MaxTokens: 400})
			if err != nil {
				t.Fatal(err)
			}
			m := openMuseum(t, &Model{Name: client.Name(), Context: 8192, Answer: 400, Chat: client.Chat})
			_, turn := m.ask(t, guide.Question{Text: aboutLamp})
			if turn.Text() != test.want || !slices.Contains(turn.Degraded, guide.DegradedModel) || len(turn.Kept) > guide.MaxKept {
				t.Errorf("%s (degraded %v, %d kept), want %s, degraded, %d kept at most", turn.Text(), turn.Degraded, len(turn.Kept), test.want, guide.MaxKept)
			}
		})
	}
}

func TestModelServerDown(t *testing.T) {
	server := modeltest.New(t, modeltest.Say(modeltest.Text))
	server.Close()
	m := openMuseum(t, modelAt(t, server.URL))
	_, turn := m.ask(t, guide.Question{Text: aboutLamp})
	if turn.Text() != quoted || !slices.Contains(turn.Degraded, guide.DegradedModel) {
		t.Errorf("%v, degraded %v; want %s, degraded model", turn.Text(), turn.Degraded, quoted)
	}
}

// A model whose context no passage fits into is not asked: it could only invent.
func TestContextTooShortForAnyPassage(t *testing.T) {
	server := modeltest.New(t, modeltest.Say(modeltest.Text))
	model := modelAt(t, server.URL)
	model.Context = model.Answer + 100
	m := openMuseum(t, model)
	_, turn := m.ask(t, guide.Question{Text: aboutLamp})
	if turn.Text() != quoted || !slices.Contains(turn.Degraded, guide.DegradedModel) || len(server.Requests()) != 0 {
		t.Errorf("%s, degraded %v, %d requests; want %s, degraded model, none", turn.Text(), turn.Degraded, len(server.Requests()), quoted)
	}
}

// The gate stands before the model: what the notes do not cover is not asked.
func TestModelIsNotAskedWhatIsNotCovered(t *testing.T) {
	server := modeltest.New(t, modeltest.Say("Picasso pintou a Guernica em 1937."))
	m := openMuseum(t, modelAt(t, server.URL))
	_, turn := m.ask(t, guide.Question{Text: "Quem pintou a Guernica?"})
	if turn.Verdict != guide.NotCovered || len(server.Requests()) != 0 {
		t.Errorf("%s after %d requests, want not covered after none", turn.Verdict, len(server.Requests()))
	}
}

// Who has to wait is told so, and answered in turn; who has waited too long gets
// the curators' own words.
func TestVisitorsWaitForTheModel(t *testing.T) {
	release := make(chan struct{})
	server := modeltest.New(t, modeltest.Held(release))
	asked := modelAt(t, server.URL)
	asked.Enter = model.NewQueue(1, 200*time.Millisecond).Enter
	m := openMuseum(t, asked)
	begun := make(chan struct{})
	first := make(chan guide.Turn)
	go func() {
		turn, err := m.Guide.Ask(t.Context(), guide.Question{Museum: galeria, Text: aboutLamp, At: noon}, func(e guide.Event) error {
			if e.Kind == guide.EventSources {
				close(begun)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		first <- turn
	}()
	<-begun
	for len(server.Requests()) == 0 {
		time.Sleep(time.Millisecond)
	}
	shelf := *m.shelf
	other := museum{&Guide{Search: &shelf, Memory: &notebook{}, Embedder: words{}, Model: asked, Log: m.Log, NewID: m.NewID}, &shelf, nil}
	events, late := other.ask(t, guide.Question{Text: aboutLamp})
	if late.Text() != quoted || !slices.Contains(late.Degraded, guide.DegradedModel) {
		t.Errorf("too late: %s, degraded %v; want the quotation", late.Text(), late.Degraded)
	}
	if got := events[1]; got.Kind != guide.EventWaiting || got.Place != 1 {
		t.Errorf("after the sources came %s at place %d, want waiting at 1", got.Kind, got.Place)
	}
	if late.Timings["queue"] < 200 {
		t.Errorf("%v ms in the queue, want 200 and more", late.Timings["queue"])
	}
	close(release)
	if turn := <-first; turn.Text() != modelled {
		t.Errorf("in turn: %s, want %s", turn.Text(), modelled)
	}
	if _, turn := other.ask(t, guide.Question{Text: aboutLamp}); turn.Text() != modelled {
		t.Errorf("afterwards: %s, want %s", turn.Text(), modelled)
	}
}

// A language may have a model of its own.
func TestModelOfALanguage(t *testing.T) {
	standard, own := modeltest.New(t, modeltest.Say(modeltest.Text)), modeltest.New(t, modeltest.Say("Die Custódia de Belém wurde 1506 von Gil Vicente gemacht [1]."))
	m := openMuseum(t, modelAt(t, standard.URL))
	m.Models = map[string]*Model{"de": modelAt(t, own.URL)}
	m.Models["de"].Name = "other"
	if _, turn := m.ask(t, guide.Question{Text: "Wer hat die Custódia de Belém gemacht?"}); turn.Model != "other" || len(standard.Requests()) != 0 {
		t.Errorf("in German: by %q after %d requests to the standard model, want other and none", turn.Model, len(standard.Requests()))
	}
	if _, turn := m.ask(t, guide.Question{Text: aboutLamp}); turn.Model != "amalia" {
		t.Errorf("in Portuguese: by %q, want amalia", turn.Model)
	}
}

func play(script ...modeltest.Behaviour) []modeltest.Behaviour { return script }

func patience(d time.Duration) time.Duration {
	if d == 0 {
		return time.Hour
	}
	return d
}

// silence takes a request and says nothing, not even that it is there.
func silence(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// forever says a text again and again, with a pause between, until the client goes.
func forever(text string, pace time.Duration) modeltest.Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			begin(w, text)
			time.Sleep(pace)
		}
	}
}

// cutAfter says a text and hangs up.
func cutAfter(text string) modeltest.Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		begin(w, text)
		panic(http.ErrAbortHandler)
	}
}

// begin says the first part of an answer.
func begin(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{"content":"`+strings.ReplaceAll(text, `"`, `\"`)+`"}}]}`+"\n\n")
	_ = http.NewResponseController(w).Flush() // a client that is gone ends the request
}

// shown are the sentences among events.
func shown(events []guide.Event) []guide.Sentence {
	var all []guide.Sentence
	for _, e := range events {
		if e.Kind == guide.EventSentence {
			all = append(all, e.Sentence)
		}
	}
	return all
}
