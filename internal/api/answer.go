package api

import (
	"math"
	"time"

	"cicerone/internal/guide"
)

// The types of this file are the answer as programs read it. Their fields, in
// this order, are the wire format; openapi.json describes them.

type answer struct {
	QuestionID   string             `json:"question_id"`
	Conversation string             `json:"conversation"`
	Verdict      guide.Verdict      `json:"verdict"`
	Mode         guide.Mode         `json:"mode"`
	PinnedOn     string             `json:"pinned_on,omitempty"`     // day, UTC, with mode "pinned"
	Understood   string             `json:"understood_as,omitempty"` // of a follow-up
	Language     string             `json:"language"`
	Answer       string             `json:"answer"`
	Sentences    []sentence         `json:"sentences"`
	Citations    []citation         `json:"citations"`
	Nearby       []work             `json:"nearby"`
	Degraded     []string           `json:"degraded"`
	Timings      map[string]float64 `json:"timings"` // milliseconds
}

type sentence struct {
	Index     int    `json:"index"`
	Text      string `json:"text"`
	Citations []int  `json:"citations"`
	Quoted    bool   `json:"quoted"`
	Lang      string `json:"lang"`
}

type citation struct {
	Number    int    `json:"number"`
	Inventory string `json:"inventory"`
	Title     string `json:"title"`
	Sentence  string `json:"sentence"`
	Document  string `json:"document"`
	Revision  int    `json:"revision"`
	Author    string `json:"author"`
	Date      string `json:"date"` // day, UTC
	Lang      string `json:"lang"`
	Start     int    `json:"start"` // runes
	End       int    `json:"end"`
	URL       string `json:"url"`
}

// work is an object to go and look at.
type work struct {
	Inventory string `json:"inventory"`
	Title     string `json:"title"`
	URL       string `json:"url"`
}

// source is a note that search found.
type source struct {
	Inventory string `json:"inventory"`
	Title     string `json:"title"`
	Document  string `json:"document"`
	Revision  int    `json:"revision"`
	URL       string `json:"url"`
}

func newAnswer(m guide.Museum, t guide.Turn) answer {
	out := answer{
		QuestionID:   t.ID,
		Conversation: t.Conversation,
		Verdict:      t.Verdict,
		Mode:         t.Mode,
		Understood:   t.Standalone,
		Language:     t.Lang,
		Answer:       t.Text(),
		Sentences:    []sentence{},
		Citations:    newCitations(m, t.Citations),
		Nearby:       []work{},
		Degraded:     []string{},
		Timings:      map[string]float64{},
	}
	if t.Pin != nil {
		out.PinnedOn = day(t.Pin.Date)
	}
	for i, s := range t.Sentences {
		out.Sentences = append(out.Sentences, newSentence(i, s))
	}
	for _, o := range t.Nearby {
		out.Nearby = append(out.Nearby, work{o.Inventory, o.Label.Title, guide.ObjectPath(m.Code, o.Inventory)})
	}
	for _, d := range t.Degraded {
		out.Degraded = append(out.Degraded, string(d))
	}
	for stage, ms := range t.Timings {
		out.Timings[stage] = math.Round(ms*10) / 10
	}
	return out
}

func newSentence(index int, s guide.Sentence) sentence {
	return sentence{
		Index: index, Text: s.Text, Citations: append([]int{}, s.Citations...), Quoted: s.Quoted, Lang: s.Lang,
	}
}

func newCitations(m guide.Museum, citations []guide.Citation) []citation {
	out := []citation{}
	for _, c := range citations {
		out = append(out, citation{
			Number:    c.Number,
			Inventory: c.Inventory,
			Title:     c.Title,
			Sentence:  c.Sentence,
			Document:  c.Document,
			Revision:  c.Revision,
			Author:    c.Author,
			Date:      day(c.Date),
			Lang:      c.Lang,
			Start:     c.Start,
			End:       c.End,
			URL:       guide.NotePath(m.Code, c),
		})
	}
	return out
}

// newSources lists the notes that hits come from, each once, at the passage
// that was found first.
func newSources(m guide.Museum, hits []guide.Hit) []source {
	out := []source{}
	seen := map[string]bool{}
	for _, h := range hits {
		if seen[h.Document] {
			continue
		}
		seen[h.Document] = true
		passage := guide.Citation{Document: h.Document, Revision: h.Revision, Start: h.Start, End: h.End}
		out = append(out, source{h.Inventory, h.Title, h.Document, h.Revision, guide.NotePath(m.Code, passage)})
	}
	return out
}

// day is the date of t in UTC, "" when it is unknown.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
