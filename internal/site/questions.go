package site

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/locale"
	"cicerone/internal/text"
)

// Questions that a page offers about a work are asked of the guide first, and
// offered when it answers them from the notes on that very work, in words that
// an answer to them must hold. So a visitor who taps one is never sent away.

// kind is a question that many notes answer.
type kind struct {
	key string   // of its words
	own []string // how words begin one of which its answer must hold, folded, in the six languages; nil: see labelCues
}

// kinds are in the order in which they are offered: what a label does not say
// first.
var kinds = []kind{
	{"example.object.shows", []string{"represent", "mostra", "retrata", "figura", "cena", "veem", "assunto", "tema", "pessoas", "ajoelh", "santo", "virgem", "depict", "show", "portray", "scene", "subject", "people", "kneel", "saint", "virgin", "muestra", "montre", "zeigt"}},
	{"example.object.commission", []string{"encomend", "mandou", "commission", "ordered", "encarg", "command", "auftrag"}},
	{"example.object.use", []string{"serv", "usad", "usav", "utiliz", "used", "use", "destinad", "guardar", "transport"}},
	{"example.object.found", []string{"encontrad", "achad", "descob", "escava", "found", "discover", "excavat", "unearth"}},
	{"example.object.technique", []string{"tecnic", "pintad", "esculpid", "fundid", "molda", "tecid", "lavrad", "cinzel", "esmalt", "techni", "painted", "carved", "cast", "woven", "enamel", "glaz", "vidrad"}},
	{"example.object.origin", []string{"veio", "proven", "provem", "trazid", "chegou", "came", "brought", "arrived", "comes"}},
	{"example.object.why", []string{"important", "celebr", "famos", "famous", "unic", "uniqu", "primeir", "first", "rar", "masterpiece", "prima", "oldest", "antig"}},
	{"example.object.artist", []string{"nasc", "morr", "viv", "estud", "born", "died", "lived", "stud", "trained", "aprend"}},
	{"example.object.owner", []string{"pertenc", "belong", "owned", "oferec", "gift", "given", "doad", "compr", "bought", "presente", "leg"}},
	{"example.object.size", []string{"centimet", "metro", "metre", "cm", "altura", "tall", "high", "height", "comprimento"}},
	{"example.object.maker", nil},
	{"example.object.date", nil},
	{"example.object.material", nil},
}

const (
	// askPatiently is how long a page waits for its questions: the guide takes
	// some 10 ms for each.
	askPatiently = 400 * time.Millisecond
	// askAtMost bounds the asking behind a page that was sent without waiting.
	askAtMost = 10 * time.Second
	// askingAtOnce and askingQueue keep a crawler that opens every page from
	// taking the guide away from those who ask.
	askingAtOnce = 2
	askingQueue  = 32
	// answeredFor is how long the guide's word is believed: other notes change.
	answeredFor = time.Hour
	// maxAnswered bounds the memory: about 1 kB each.
	maxAnswered = 4000
	// maxFollow is how many questions follow an answer.
	maxFollow = 3
)

// questions knows what may be asked of works. It is safe for concurrent use.
type questions struct {
	ask AskFunc // keeps no turn and asks no model

	mu      sync.Mutex
	known   map[string]*askedWork
	waiting int
	turn    chan struct{} // a place to ask
}

// askedWork is what the guide answers about a work, as far as it is known.
type askedWork struct {
	mu    sync.Mutex
	found []string
	done  chan struct{}
	begun time.Time
}

func newQuestions(ask AskFunc) *questions {
	return &questions{ask: ask, known: map[string]*askedWork{}, turn: make(chan struct{}, askingAtOnce)}
}

// of lists what the guide answers about a work in the language of the page, the
// best first: all of it, or what it has answered by the time a page can wait.
func (q *questions) of(ctx context.Context, museum guide.Museum, o guide.Object, notes []guide.LiveNote, l locale.Locale) []string {
	work := q.begin(museum, o, notes, l)
	if work == nil {
		return nil
	}
	wait, cancel := context.WithTimeout(ctx, askPatiently)
	defer cancel()
	select {
	case <-work.done:
	case <-wait.Done():
	}
	work.mu.Lock()
	defer work.mu.Unlock()
	return slices.Clone(work.found)
}

// begin finds what is known of a work, or has it asked; nil when too many are.
func (q *questions) begin(museum guide.Museum, o guide.Object, notes []guide.LiveNote, l locale.Locale) *askedWork {
	key := workKey(museum, o, notes, l)
	q.mu.Lock()
	defer q.mu.Unlock()
	if work, ok := q.known[key]; ok && time.Since(work.begun) < answeredFor {
		return work
	}
	if q.waiting >= askingQueue {
		return nil
	}
	if len(q.known) >= maxAnswered {
		clear(q.known)
	}
	work := &askedWork{done: make(chan struct{}), begun: time.Now()}
	q.known[key] = work
	q.waiting++
	go func() {
		defer close(work.done)
		q.turn <- struct{}{}
		defer func() {
			<-q.turn
			q.mu.Lock()
			q.waiting--
			q.mu.Unlock()
		}()
		ctx, cancel := context.WithTimeout(context.Background(), askAtMost)
		defer cancel()
		q.askAll(ctx, work, museum, o, l)
	}()
	return work
}

// workKey changes with everything that questions are made of.
func workKey(museum guide.Museum, o guide.Object, notes []guide.LiveNote, l locale.Locale) string {
	key := []any{museum.ID, o.Inventory, l.Lang, o.Label}
	for _, n := range notes {
		key = append(key, n.Document, n.Revision)
	}
	encoded, err := json.Marshal(key)
	if err != nil {
		panic(err) // impossible: plain values
	}
	return string(encoded)
}

// askAll asks every kind of question, and keeps those answered; first those to
// which each answer begins with another sentence.
func (q *questions) askAll(ctx context.Context, work *askedWork, museum guide.Museum, o guide.Object, l locale.Locale) {
	said := map[string]bool{}
	var again []string
	for _, k := range kinds {
		cues := k.own
		if cues == nil {
			cues = labelCues(k.key, o.Label)
		}
		if len(cues) == 0 {
			continue
		}
		question := guide.Question{Museum: museum, Text: l.T(k.key), Lang: l.Lang, Object: o.Inventory, Audience: guide.AudiencePublic, At: time.Now()}
		turn, err := q.ask(ctx, question, func(guide.Event) error { return nil })
		if err != nil {
			break // what was answered so far stands
		}
		switch {
		case !answersAbout(turn, o.Inventory, cues):
		case said[turn.Sentences[0].Text]:
			again = append(again, question.Text)
		default:
			said[turn.Sentences[0].Text] = true
			work.add(question.Text)
		}
	}
	work.add(again...)
}

func (w *askedWork) add(questions ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.found = append(w.found, questions...)
}

// answersAbout reports whether a turn answers from the notes on a work, and
// holds one of the cues by its second sentence.
func answersAbout(t guide.Turn, inventory string, cues []string) bool {
	if t.Verdict != guide.Answered || len(t.Sentences) == 0 || len(t.Citations) == 0 || t.Citations[0].Inventory != inventory {
		return false
	}
	said := ""
	for _, sentence := range t.Sentences[:min(2, len(t.Sentences))] {
		said += " " + sentence.Text
	}
	return slices.ContainsFunc(text.Words(said), func(w text.Word) bool {
		return slices.ContainsFunc(cues, func(cue string) bool { return strings.HasPrefix(w.Text, cue) })
	})
}

// labelCues are the words of a label that an answer to the question must name:
// of a date its numbers.
func labelCues(key string, label guide.Label) []string {
	said := map[string]string{
		"example.object.maker": label.Maker, "example.object.date": label.Date, "example.object.material": label.Material,
	}[key]
	var cues []string
	for _, w := range text.Words(said) {
		if _, err := strconv.Atoi(w.Text); err == nil && key == "example.object.date" ||
			key != "example.object.date" && utf8.RuneCountInString(w.Text) >= 4 && !strings.ContainsFunc(w.Text, unicode.IsDigit) {
			cues = append(cues, w.Text)
		}
	}
	return cues
}

// follow is questions to go on with, about a work.
type follow struct {
	Object    string   `json:"object"` // inventory number
	Title     string   `json:"title"`
	Lang      string   `json:"lang"` // of the title
	Questions []string `json:"questions"`
}

// following are questions that the guide answers about a work and that have not
// been asked; nil when there are none.
func (s *Site) following(ctx context.Context, p *page, inventory string, asked []string) (*follow, error) {
	if inventory == "" || s.questions == nil {
		return nil, nil
	}
	found, err := s.collection.Objects(ctx, guide.ObjectQuery{MuseumID: p.Museum.ID, Lang: p.Lang, Inventory: inventory, Limit: 1})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	notes, err := s.collection.ObjectNotes(ctx, p.Museum.ID, found[0].ID, p.Lang)
	if err != nil {
		return nil, err
	}
	left := slices.DeleteFunc(s.questions.of(ctx, p.Museum, found[0], notes, p.Locale), func(q string) bool { return slices.Contains(asked, q) })
	if len(left) == 0 {
		return nil, nil
	}
	work := newWorkLink(*p, found[0])
	return &follow{Object: inventory, Title: work.Text, Lang: found[0].Label.Lang, Questions: left[:min(maxFollow, len(left))]}, nil
}
