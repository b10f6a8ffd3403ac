package api

import (
	"net/http"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// getQuestion tells all that an answer rests on, and who or what put it
// together.
func (d Documents) getQuestion(c *echo.Context) error {
	token, err := d.token(c, guide.ScopeQuestions)
	if err != nil {
		return err
	}
	t, err := d.Archive.Turn(c.Request().Context(), token.Museum.ID, c.Param("question"))
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, newEvidence(token.Museum, t))
}

// evidence is a question with all that its answer rests on.
type evidence struct {
	ID           string             `json:"question_id"`
	Conversation string             `json:"conversation"`
	AskedAt      string             `json:"asked_at"`
	Question     string             `json:"question"`
	Standalone   string             `json:"standalone,omitempty"` // what was searched for, when a follow-up was resolved
	Object       string             `json:"object,omitempty"`
	Room         string             `json:"room,omitempty"`
	Level        guide.Level        `json:"level"`
	Language     string             `json:"language"`
	Verdict      guide.Verdict      `json:"verdict"`
	Reason       string             `json:"reason,omitempty"`
	Mode         guide.Mode         `json:"mode"`
	Answer       string             `json:"answer"`
	Sentences    []sentence         `json:"sentences"`
	Citations    []citation         `json:"citations"`
	Withheld     int                `json:"withheld"` // sentences of the model's
	Kept         []withheld         `json:"withheld_sentences"`
	Passages     []passage          `json:"passages"`
	Degraded     []string           `json:"degraded"`
	Model        string             `json:"model,omitempty"`
	Prompt       string             `json:"prompt,omitempty"` // its version
	Drift        []string           `json:"brazilian_forms"`
	Space        string             `json:"space"`
	Timings      map[string]float64 `json:"timings"` // milliseconds
}

// withheld is a sentence of the model's that no visitor saw.
type withheld struct {
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// passage is one that was found, with its place in both searches.
type passage struct {
	Document     string  `json:"document"`
	Revision     int     `json:"revision"`
	Inventory    string  `json:"inventory"`
	Title        string  `json:"title"`
	Heading      string  `json:"heading"`
	Text         string  `json:"text"`
	Lang         string  `json:"lang"`
	Start        int     `json:"start"` // runes
	End          int     `json:"end"`
	Deleted      bool    `json:"deleted"`
	LexicalRank  int     `json:"lexical_rank"`
	LexicalScore float64 `json:"lexical_score"`
	VectorRank   int     `json:"vector_rank"`
	VectorScore  float64 `json:"vector_score"`
	Score        float64 `json:"score"`
}

func newEvidence(m guide.Museum, t guide.Turn) evidence {
	a := newAnswer(m, t)
	out := evidence{
		ID: t.ID, Conversation: t.Conversation, AskedAt: t.At.UTC().Format(time.RFC3339), Question: t.Question.Text, Standalone: t.Standalone,
		Object: t.Question.Object, Room: t.Question.Room, Level: t.Question.Level, Language: t.Lang, Verdict: t.Verdict, Reason: t.Reason, Mode: t.Mode,
		Answer: a.Answer, Sentences: a.Sentences, Citations: a.Citations, Withheld: t.Withheld, Kept: []withheld{}, Passages: []passage{}, Degraded: a.Degraded,
		Model: t.Model, Prompt: t.Prompt, Drift: append([]string{}, t.Drift...), Space: t.Question.Museum.Space.Name, Timings: a.Timings,
	}
	for _, w := range t.Kept {
		out.Kept = append(out.Kept, withheld(w))
	}
	for _, h := range t.Hits {
		out.Passages = append(out.Passages, passage{
			Document: h.Document, Revision: h.Revision, Inventory: h.Inventory, Title: h.Title, Heading: h.Heading, Text: h.Text, Lang: h.Lang,
			Start: h.Start, End: h.End, Deleted: h.PassageID == 0,
			LexicalRank: h.LexicalRank, LexicalScore: h.LexicalScore, VectorRank: h.VectorRank, VectorScore: h.VectorScore, Score: h.Score,
		})
	}
	return out
}
