package site

import (
	"net/http"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// patternsPage shows every part of the pages in every state, made up of made-up
// things: what is looked at when the style sheet changes. js/patterns.js adds
// the states that only scripts bring about.
type patternsPage struct {
	page
	Rooms  []*roomLink
	Works  []workLink
	Note   noteView
	States []patternState
	Wrong  form // with a question to be mended
}

// patternState is a turn in one state. It has what the template "turn" asks of a
// page.
type patternState struct {
	page
	Name string
}

func (*patternsPage) template() string { return "patterns" }

func (s *Site) showPatterns(c *echo.Context) error {
	day := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	museum := guide.Museum{Code: "patterns", Names: map[string]string{"pt": "Todas as partes", "en": "Every part"}, Lang: "pt", Langs: s.Languages()}
	p := &patternsPage{page: s.newPage(c, museum)}
	p.NoIndex, p.Here = true, "/patterns"
	object := guide.Object{Inventory: "CG-001", Label: guide.Label{Lang: p.Lang, Title: "Painéis de São Vicente", Maker: "Nuno Gonçalves", Date: "c. 1470"}}
	long := guide.Object{Inventory: "CG-002", Label: guide.Label{Lang: "pt", Title: "Retábulo de Nossa Senhora da Boa Viagem, com doadores, anjos músicos e uma vista da cidade ao fundo", Maker: "Oficina portuguesa, autor desconhecido", Date: "segundo quartel do século XVI"}}
	p.Works = newWorkLinks(p.page, []guide.Object{object, long})
	p.Rooms = []*roomLink{
		{link{"#", "Azulejo"}, "3", "O barro vidrado que Portugal aprendeu com outros e transformou numa arte sua."},
		{link{"#", "Reservas"}, "", ""},
	}
	text := "Os Painéis são seis tábuas. Reúnem sessenta figuras.\n\nNinguém sabe ao certo quem são."
	p.Note = newNoteView(p.page, guide.LiveNote{Title: object.Label.Title, Lang: "pt", Author: "Equipa", Revision: 2, Date: day, Text: text,
		Sensitivity: "Esta nota fala de escravatura."}, 28, 52)
	p.Form = form{Label: p.T("ask.museum"), Examples: []string{p.T("example.object.maker"), p.T("example.object.date")}}
	p.Wrong = form{Label: p.T("ask.object"), Question: "?", Problem: p.T("ask.invalid")}

	citation := guide.Citation{Number: 1, Inventory: "CG-001", Title: object.Label.Title, Document: "DOC", Revision: 1, Lang: "pt", Date: day}
	other := citation
	other.Number, other.Document, other.Inventory, other.Title = 2, "DOC2", "", "A oficina de Lisboa"
	answered := guide.Turn{ID: "EXAMPLE", Lang: p.Lang, Verdict: guide.Answered, Mode: guide.ModeQuote, Citations: []guide.Citation{citation, other},
		Sentences: []guide.Sentence{{Text: "Os Painéis são seis tábuas.", Citations: []int{1}, Lang: p.Lang}, {Text: "Reúnem sessenta figuras.", Citations: []int{1, 2}, Lang: p.Lang}}}
	states := []struct {
		name   string
		change func(*guide.Turn)
	}{
		{"quoted", func(*guide.Turn) {}},
		{"by a model", func(t *guide.Turn) { t.Mode = guide.ModeModel }},
		{"no model", func(t *guide.Turn) { t.Degraded = []guide.Degradation{guide.DegradedModel} }},
		{"another language", func(t *guide.Turn) { t.Sentences[0].Lang = "ja" }},
		{"pinned", func(t *guide.Turn) {
			t.Mode, t.Pin, t.Citations, t.Sentences = guide.ModePinned, &guide.Pin{Date: day}, nil, t.Sentences[:1]
		}},
		{"not covered", func(t *guide.Turn) {
			t.Verdict, t.Citations, t.Sentences, t.Nearby = guide.NotCovered, nil, nil, []guide.Object{object, long}
		}},
		{"failed", func(t *guide.Turn) { t.Verdict, t.Citations, t.Sentences = guide.Failed, nil, nil }},
	}
	for _, state := range states {
		t := answered
		t.Sentences = append([]guide.Sentence{}, answered.Sentences...)
		state.change(&t)
		shown := patternState{page: p.page, Name: state.name}
		shown.Turn = newTurn(&shown.page, "Quem são as sessenta figuras?", t)
		if state.name == "quoted" {
			shown.Turn.Follow = &follow{Object: "CG-001", Title: object.Label.Title, Questions: p.Form.Examples}
		}
		p.States = append(p.States, shown)
	}
	return s.render(c, http.StatusOK, p)
}
