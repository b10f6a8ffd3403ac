package ask

import "cicerone/internal/guide"

// Trial is what a model can be tried with before a visitor asks it anything: the
// prompt of a question, over notes made up for it.
type Trial struct {
	Museum   string // the name that the instructions give
	Identity []guide.Message
	Notes    []guide.Message
	Fact     string // stands in every right answer to Notes
}

// NewTrial makes a trial for a model of so many tokens.
func NewTrial(budget int) Trial {
	const name = "Museu da Ribeira"
	hits := []guide.Hit{
		{Inventory: "MR-12", Lang: "pt", Title: "Barco rabelo", Label: guide.Label{Date: "1887"},
			Text: "O barco rabelo foi construído em 1887 no estaleiro de Afurada. É de pinho e mede dezanove metros."},
		{Inventory: "MR-31", Lang: "pt", Title: "Candeeiro de bordo",
			Text: "O candeeiro de bordo é de latão. Servia para assinalar o barco durante a noite."},
	}
	ask := func(words string) []guide.Message {
		q := guide.Question{Museum: guide.Museum{Names: map[string]string{"pt": name}, Lang: "pt"}, Text: words, Lang: "pt"}
		messages, _ := prompt(guide.Turn{Question: q, Lang: "pt", Hits: hits}, question{text: words, lang: "pt"}, budget)
		return messages
	}
	identity := ask("Quem és tu?")
	identity[1].Content = "Quem és tu? Responde numa frase."
	return Trial{Museum: name, Identity: identity, Notes: ask("Em que ano foi construído o barco rabelo?"), Fact: "1887"}
}
