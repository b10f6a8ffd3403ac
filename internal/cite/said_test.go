package cite

import (
	"testing"

	lx "cicerone/internal/lexicon"
)

// TestSaid holds the check to kinds of sentences, true and false, that it once judged
// wrongly.
func TestSaid(t *testing.T) {
	for _, tt := range []struct {
		about           string
		lang, title     string // of the note
		maker, notes    string
		in              string // the language of the answer; "": the note's
		shown, withheld string
	}{
		{about: "a ruler's number in another clause", lang: "en", title: "Saint Vincent Panels", notes: "The Saint Vincent Panels are six paintings in oil on oak, dated to about 1470 and attributed to Nuno Gonçalves, painter to King Afonso V of Portugal.",
			shown: "The Saint Vincent Panels are six paintings in oil on oak, dated to about 1470.", withheld: "The Saint Vincent Panels are five paintings in oil on oak, dated to about 1470."},
		{about: "a month in small letters", lang: "pt", title: "Vaso", notes: "O colecionador comprou-o em junho de 1929, por intermédio do negociante Duveen.",
			shown: "O colecionador comprou-o em junho de 1929.", withheld: "O colecionador comprou-o em janeiro de 1929, por intermédio do negociante Duveen."},
		{about: "a word said once in the source", lang: "en", title: "Tiles", notes: "They were made during the War of Restoration, which set Portugal against Spain between 1640 and 1668, and may be a satire on the enemy.",
			shown: "They were made during the War of Restoration.", withheld: "They were made during the War of Restoration, which set Portugal against Spain between 1640 and 1668, and may be a satire on the enemy, and were hidden during the war."},
		{about: "a name that is a function word elsewhere", lang: "en", title: "Carriage", notes: "The carriage is kept in the Museu dos Coches in Lisbon. Heads of State rode in it.",
			shown: "The carriage is kept in the Museu dos Coches in Lisbon.", withheld: "The carriage is kept in the Museu dos Coches in State."},
		{about: "a name that begins a part", lang: "en", title: "Panels", notes: "They are the work of two masters, Willem Kloet and Jan Oort, and belonged to the state until 1911.",
			shown: "They are the work of two masters, Willem Kloet and Jan Oort.", withheld: "They are the work of two masters, State Kloet and Jan Oort."},
		{about: "a maker who is not said to have made it", lang: "pt", title: "São Pedro", maker: "Vasco Fernandes", notes: "O São Pedro é uma das grandes pinturas do Renascimento, pintada em 1529.",
			shown: "Vasco Fernandes pintou o São Pedro em 1529.", withheld: "O São Pedro é uma das grandes pinturas de Vasco Fernandes."},
		{about: "centuries that are counted", lang: "en", title: "Coach", notes: "Pieces like this show how the coach was to develop over the next two centuries.",
			shown: "Pieces like this show how the coach was to develop over the next 2 centuries.", withheld: "Pieces like this show how the coach was to develop over the next 4 centuries."},
		{about: "dozens", lang: "pt", title: "Guerreiro", notes: "Conhecem-se pouco mais de três dezenas de estátuas de guerreiros como esta.",
			shown: "Conhecem-se pouco mais de 30 estátuas de guerreiros como esta.", withheld: "Conhecem-se pouco mais de 3 estátuas de guerreiros como esta."},
		{about: "what is denied in another clause", lang: "en", title: "Bottle", notes: "This Jorge Álvares is not the man who reached China in 1513, the first Portuguese to do so.",
			shown: "Yes, this Jorge Álvares is not the man who reached China in 1513, the first Portuguese to do so.", withheld: "Yes, this Jorge Álvares is the man who reached China in 1513, the first Portuguese to do so."},
		{about: "a number whose parts are numbers", lang: "pt", title: "Casas de Capri", notes: "As casas são uma pintura de Henrique Pousão, feita em 1882, quando o pintor tinha vinte e três anos.",
			shown: "As casas são uma pintura de Henrique Pousão, feita em 1882, quando o pintor tinha vinte e três anos.", withheld: "As casas são uma pintura de Henrique Pousão, feita em 1882, quando o pintor tinha vinte e quatro anos."},
		{about: "an opening that says nothing", lang: "pt", title: "Guitarra", notes: "Há mais de um modelo de guitarra portuguesa.",
			shown: "Como dizem as notas, há mais de um modelo de guitarra portuguesa.", withheld: "Como dizem as notas, não há mais de um modelo de guitarra portuguesa."},
		{about: "few words without a name", lang: "pt", title: "Azulejos", notes: "O convento foi fundado em 1509 pela rainha D. Leonor, viúva de D. João II.",
			shown: "O convento foi fundado por uma rainha viúva.", withheld: "Foi encomendada por uma rainha viúva."},
		{about: "who carried whom", lang: "en", title: "Royal Barge", notes: "For more than a century the Royal Barge carried kings and heads of state visiting Lisbon across the Tagus.", in: "pt",
			shown: "Durante mais de um século o Royal Barge levou reis e chefes de Estado em visita a Lisboa através do Tejo.", withheld: "Durante mais de um século o Tejo levou pelo Royal Barge reis e chefes de Estado em visita a Lisboa."},
		{about: "a title in small letters", lang: "en", title: "White Houses of Capri", notes: "White Houses of Capri is a painting in oil on canvas by Henrique Pousão.", in: "pt",
			shown: "As Casas brancas de Capri são uma pintura a óleo sobre tela de Henrique Pousão.", withheld: "As Torres brancas de Capri são uma pintura a óleo sobre tela de Henrique Pousão."},
		{about: "a clause that is added at the end", lang: "en", title: "Warrior", notes: "He wears a stiff open collar round his neck and bracelets on both arms.", in: "pt",
			shown: "Usa ao pescoço um colar rígido e aberto, e braceletes em cada braço.", withheld: "Usa ao pescoço um colar rígido e aberto, e braceletes em cada braço, por amor a uma dançarina."},
		{about: "sentences that a semicolon joins", lang: "pt", title: "Bergantim Real", notes: "O navio mostra dois leões dourados junto da porta do palácio. A coroa e o cetro são de ouro e pesam três quilos.", in: "en",
			shown: "The ship shows two golden lions beside the door of the palace; the crown and the sceptre are of gold and weigh 3 kilos.", withheld: "The ship shows two golden lions beside the door of the palace; the crown and the sceptre were stolen by a servant."},
		{about: "what only looks like a counterpart", lang: "pt", title: "Ângulo", notes: "Egas Moniz, neurologista, professor e político, deixou duas invenções.", in: "en",
			shown: "Egas Moniz, a neurologist, professor and politician, left two inventions.", withheld: "Egas Moniz, a neurologist, professor and politician, right two inventions."},
		{about: "a name spelled like a word", lang: "en", title: "Nest", notes: "Paimogo also yielded the eggs of ancient relatives of the crocodiles, which were named Krokolithes, the one that loves dinosaurs. The nest is of Lourinhanosaurus.", in: "pt",
			shown: "Em Paimogo havia também ovos de parentes antigos dos crocodilos, a que se deu o nome Krokolithes.", withheld: "Em Paimogo havia também ovos de parentes antigos dos crocodilos, a que se deu o nome Lourinhanosaurus."},
		{about: "a name in place of a title's word", lang: "pt", title: "O Casamento da Galinha", notes: "O Casamento da Galinha é um painel de azulejos de faiança, feito em Lisboa. Fica em Portugal.", in: "en",
			shown: "O Casamento da Galinha is a panel of tin-glazed tiles, made in Lisbon.", withheld: "O Casamento da Portugal is a panel of tin-glazed tiles, made in Lisbon."},
		{about: "two years exchanged", lang: "pt", title: "Garrafa", notes: "Em 1552 o comércio dos portugueses na China ainda era proibido, e só em 1557 se fixaram em Macau.", in: "en",
			shown: "In 1552 Portuguese trade in China was still forbidden, and only in 1557 did the Portuguese settle in Macau.", withheld: "In 1557 Portuguese trade in China was still forbidden, and only in 1552 did the Portuguese settle in Macau."},
		{about: "a clause in another language", lang: "en", title: "Padrão", notes: "The front of the stone bears the royal arms of Portugal, in the form used before they were changed in 1485.", in: "pt",
			shown: "A frente da pedra tem as armas reais de Portugal, na forma usada antes de serem mudadas em 1485.", withheld: "A frente da pedra tem as armas reais de Portugal, na forma usada antes de serem mudadas em 1485, the painting was stolen by a servant of the king."},
		{about: "a name told twice", lang: "pt", title: "O Anjo", notes: "O romance conta como o padre Amaro seduz Amélia, em Leiria, e como a sedução acaba na morte dela.", in: "en",
			shown: "The novel tells how the priest Amaro seduces Amélia, in Leiria, and how the seduction ends in the death of Amélia.", withheld: "The novel tells how Amélia seduces the priest Amaro, in Leiria, and how the seduction ends in the death of Amélia."},
	} {
		sources := note(tt.lang, tt.title, tt.notes)
		sources[0].Label.Maker = tt.maker
		in := tt.in
		if in == "" {
			in = tt.lang
		}
		for said, want := range map[string]bool{tt.shown: true, tt.withheld: false} {
			c := NewChecker("", sources, in, lexical)
			all := append(c.Feed(said), c.Close()...)
			if len(all) != 1 || all[0].Supported != want {
				t.Errorf("%s: %s, want it shown: %v", tt.about, show(all), want)
			}
		}
	}
}

// lexical are the senses of the lexicon.
func lexical(word, lang, to string) []string {
	var out []string
	for _, s := range lx.Senses(word, lang, []string{to}) {
		out = append(out, s.Term)
	}
	return out
}
