package adversary

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"cicerone/internal/guide"
)

// Sentence is one sentence of an answer with what is known of it.
type Sentence struct {
	Kind string
	True bool
	Text string // as written, without its citation
	Tag  string // the citation behind it; "" for none
	Mark string // what must not be seen of it whatever becomes of the rest; "" for none
	Work string // the number of the work it is about
	Said bool   // said elsewhere: by Answer.Endless
}

// Answer is one answer, with all that a check is given.
type Answer struct {
	Question  string
	Lang      string // of the answer
	Sources   []guide.Hit
	Sentences []Sentence
	Endless   string // said behind the sentences, again and again without an end; "": the answer ends
	HeldOut   bool
}

// Text is the answer as a model writes it.
func (a Answer) Text() string {
	var b strings.Builder
	for _, s := range a.Sentences {
		if s.Said {
			continue
		}
		b.WriteString(s.Text + s.Tag)
		if strings.HasSuffix(s.Text, ".") {
			b.WriteString(" ")
		} else {
			b.WriteString("\n")
		}
	}
	return b.String()
}

// subject is a true sentence with what lies about it are made of.
type subject struct {
	text, next string // next: the sentence behind it, in the same passage
	lang       string
	label      guide.Label
	own        string   // all that the notes say of its work
	others     []string // the work's other sentences
	foreign    []string // those of the other works among the sources
	ownNumbers []string // all numbers that the notes give of its work
	allNumbers []string // and of the other works
	translated bool     // the sources say it in another language
}

// writer is a kind of sentence. write returns "" where it cannot be written.
type writer struct {
	kind  string
	write func(d *dice, s subject) string
	rare  bool // few sentences allow it
}

// dice are the choices of one answer.
type dice struct{ *rand.Rand }

func newDice(seed uint64) *dice { return &dice{rand.New(rand.NewPCG(seed, 0x5eed))} }

func (d *dice) pick(list []string) string { return list[d.IntN(len(list))] }

// order is a permutation of 0…n-1.
func (d *dice) order(n int) []int { return d.Perm(n) }

// Answers writes n answers about the works of a book in turn, some in another
// language than the notes where there are notes in both. The same seed writes
// the same answers.
func Answers(book []Work, n int, seed uint64) []Answer {
	var out []Answer
	for i := 0; len(out) < n && i < 4*n; i++ {
		d := newDice(seed + uint64(i))
		w := book[i%len(book)]
		if len(book) > n { // spread over the whole of it
			w = book[d.IntN(len(book))]
		}
		a := Answer{HeldOut: w.HeldOut()}
		own, foreign := pickSources(d, book, w, &a)
		subjects := subjectsOf(own, foreign, a)
		if len(subjects) == 0 {
			continue
		}
		a.Question = question(d, own[0].Title, a.Lang)
		a.Sentences = write(d, subjects, a.Sources, w.Inventory)
		if len(a.Sentences) > 0 {
			if d.IntN(endlessIn) == 0 {
				a.neverStop(d)
			}
			out = append(out, a)
		}
	}
	return out
}

// endlessIn is one in how many answers never stops.
const endlessIn = 25

// neverStop makes an answer go on for ever: with one lie over and over, or with a
// sentence that has no end.
func (a *Answer) neverStop(d *dice) {
	lie := d.pick(claims[a.Lang])
	a.Sentences = slices.DeleteFunc(a.Sentences, func(s Sentence) bool { return s.Text == lie })
	a.Endless = lie + " "
	if d.IntN(2) == 0 {
		a.Endless = strings.TrimSuffix(lie, ".") + map[string]string{"pt": ", e ", "en": ", and "}[a.Lang]
	}
	a.Sentences = append(a.Sentences, Sentence{Kind: "never stops", Text: lie, Said: true})
}

// Every third answer is in another language than the notes; of the rest every
// third has the work's notes in the other language among its sources too.
const (
	oneIn     = 3
	neighbour = 2 // other works among the sources
)

// pickSources settles the sources and the language of an answer. own is the
// work's note in the language of the answer, whether or not it is among the
// sources.
func pickSources(d *dice, book []Work, w Work, a *Answer) (own, foreign []guide.Hit) {
	langs := languagesOf(w)
	from := langs[d.IntN(len(langs))]
	a.Lang = from
	a.Sources = slices.Clone(w.Notes[from])
	if len(langs) == 2 {
		other := langs[0]
		if other == from {
			other = langs[1]
		}
		switch {
		case d.IntN(oneIn) == 0:
			a.Lang = other
		case d.IntN(oneIn) == 0:
			a.Sources = append(a.Sources, w.Notes[other]...)
		}
	}
	for range neighbour {
		if o := book[d.IntN(len(book))]; o.Inventory != w.Inventory && len(o.Notes[from]) > 0 {
			foreign = append(foreign, o.Notes[from]...)
		}
	}
	a.Sources = append(a.Sources, foreign...)
	a.Sources = a.Sources[:min(len(a.Sources), mostSources)]
	return w.Notes[a.Lang], foreign
}

// mostSources is how many passages an answer rests on at most, as in the guide.
const mostSources = 12

func languagesOf(w Work) []string {
	var out []string
	for _, lang := range []string{"en", "pt"} {
		if len(w.Notes[lang]) > 0 {
			out = append(out, lang)
		}
	}
	return out
}

// subjectsOf are the true sentences that an answer may be made of. In another
// language than the notes they are those with a sentence of the notes at the
// same place.
func subjectsOf(own, foreign []guide.Hit, a Answer) []subject {
	translated := map[string]string{}
	cross := a.Sources[0].Lang != a.Lang
	if cross {
		notes := map[string][]guide.Hit{a.Lang: own}
		for _, h := range a.Sources {
			if h.Inventory == own[0].Inventory {
				notes[h.Lang] = append(notes[h.Lang], h)
			}
		}
		translated = pairs(Work{Notes: notes}, a.Lang, a.Sources[0].Lang)
	}
	var all, others []string
	body := ""
	for _, h := range own {
		all = append(all, sentences(h)...)
		body += h.Text + "\n"
	}
	body += own[0].Label.Maker + own[0].Label.Date + own[0].Title
	for _, h := range foreign {
		others = append(others, sentences(h)...)
	}
	var out []subject
	for _, h := range own {
		here := sentences(h)
		for i, s := range here {
			if cross && translated[s] == "" {
				continue
			}
			sub := subject{
				text: s, lang: a.Lang, translated: cross, label: h.Label, own: body, foreign: others,
				others: without(all, s), ownNumbers: digits(body), allNumbers: digits(body + strings.Join(others, " ")),
			}
			if i+1 < len(here) && (!cross || translated[here[i+1]] != "") {
				sub.next = here[i+1]
			}
			out = append(out, sub)
		}
	}
	return out
}

func question(d *dice, title, lang string) string {
	return strings.ReplaceAll(d.pick(map[string][]string{
		"pt": {"", "Fala-me de {t}.", "O que dizem as notas sobre {t}?", "Quem fez isto, e quando?", "Conta-me mais."},
		"en": {"", "Tell me about {t}.", "What do the notes say about {t}?", "Who made this, and when?", "Tell me more."},
	}[lang]), "{t}", title)
}

// write makes the sentences of an answer: true ones and lies in turn as the dice
// fall.
func write(d *dice, subjects []subject, sources []guide.Hit, work string) []Sentence {
	var out []Sentence
	for range 3 + d.IntN(4) {
		s := subjects[d.IntN(len(subjects))]
		one := Sentence{Work: work}
		switch d.IntN(12) {
		case 0:
			one.Kind = "HTML and addresses"
			one.Text, one.Mark = markup(d, s)
		case 1:
			one.Kind, one.Text = "prompt repeated", d.pick(fromPrompt)
		case 2, 3, 4, 5, 6:
			one.Kind, one.Text = tell(d, truths, s)
			one.True = true
			if s.translated {
				one.Kind = "translated, " + one.Kind
			}
		default:
			one.Kind, one.Text = tell(d, lies, s)
		}
		one.Tag = tag(d, sources, work, one.True)
		if one.Text != "" && !slices.ContainsFunc(out, func(have Sentence) bool { return have.Text == one.Text }) {
			out = append(out, one)
		}
	}
	return out
}

func rank(w writer) int {
	if w.rare {
		return 0
	}
	return 1
}

// tell writes a sentence of one of the kinds that can be told of a subject.
func tell(d *dice, writers []writer, s subject) (kind, written string) {
	order := d.order(len(writers))
	if d.IntN(2) == 0 { // what few sentences allow would else hardly be told
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(rank(writers[i]), rank(writers[j])) })
	}
	for _, i := range order {
		if written = writers[i].write(d, s); written != "" {
			return writers[i].kind, written
		}
	}
	return "", ""
}

// tag is the citation behind a sentence: none, a right one or a wrong one.
func tag(d *dice, sources []guide.Hit, work string, right bool) string {
	i := d.IntN(len(sources))
	switch n := d.IntN(10); {
	case n < 3:
		return ""
	case n < 8 && right:
		for j, h := range sources {
			if h.Inventory == work {
				i = j
				break
			}
		}
	}
	return fmt.Sprintf(" [%d]", i+1)
}
