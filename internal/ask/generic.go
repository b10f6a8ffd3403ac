package ask

import (
	"slices"
	"strings"

	"cicerone/internal/text"
)

// workWords ask for works of a museum without saying which.
var workWords = foldedSet(`
	obra obras peça peças objeto objetos quadros pinturas esculturas coleção
	work works piece pieces object objects artwork artworks paintings pictures sculptures collection
	pieza piezas cuadros pinturas esculturas colección
	œuvre œuvres pièce pièces objet objets tableaux peintures sculptures collection
	opera opere pezzo pezzi oggetto oggetti quadri dipinti sculture collezione
	werk werke stück stücke objekt objekte bilder gemälde skulpturen sammlung`)

// asksForWorks reports whether a question asks for works of some kind.
func asksForWorks(asked question) bool {
	return slices.ContainsFunc(asked.terms, func(t text.Term) bool { return workWords[t.Word] })
}

// either is what stands between two things of which one will do, by language.
var either = map[string]phrases{"pt": {"ou"}, "en": {"or"}, "es": {"o", "u"}, "fr": {"ou"}, "it": {"o", "oppure"}, "de": {"oder"}}

// asksForEither reports whether a question offers two things to choose from.
func asksForEither(asked question) bool { return either[asked.lang].in(wordsOf(asked.text)) }

// genericWords ask for works of a museum without saying which, or to be told
// something without saying what: every note does so, and few say that they do. In
// the question they only thin out the words that tell. (Words for one kind of work,
// such as painting, tell something.)
var genericWords = foldedSet(`
		obra obras peça peças objeto objetos coleção museu galeria mostra mostram mostrar representa representam coisa coisas possui possuem algo alguma algum
		ver vejo conhecer saber épocas tempos chama chamado chamada
		work works piece pieces object objects artwork artworks collection museum gallery show shows showing depict depicts exhibit exhibits
		thing things stuff something anything any one ones see look got get know times called
		pieza piezas objeto objetos colección museo galería muestra muestran mostrar representa representan cosa cosas tenéis tenemos algo alguna algún
		ver saber épocas tiempos llama llamado llamada
		œuvre œuvres pièce pièces objet objets collection musée galerie montre montrent représente représentent chose choses quelque
		voir savoir époques appelle
		opera opere pezzo pezzi oggetto oggetti collezione museo galleria mostra mostrano rappresenta rappresentano cosa cose avete qualcosa qualche
		vedere sapere epoche tempi chiama
		werk werke stück stücke objekt objekte sammlung museum galerie zeigt zeigen darstellt ding dinge habt sache sachen etwas irgendetwas
		sehen wissen zeiten heißt
		significa significam significar mean means signifie signifient bedeutet bedeuten
		fale falar conte contar diga tell talk habla hablar hábleme cuente parlez parler parle racontez parla parlami raccontami erzähl erzählen`)

func foldedSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[text.Fold(w)] = true
	}
	return set
}

// telling are a question's terms without the generic words, unless that leaves
// nothing.
func telling(terms []text.Term) []text.Term {
	var kept []text.Term
	for _, t := range terms {
		if !genericWords[t.Word] {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return terms
	}
	return kept
}
