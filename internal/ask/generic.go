package ask

import (
	"slices"
	"strings"

	"cicerone/internal/text"
)

// workWords ask for works of a museum without saying which. In the question they
// only thin out the words that tell: every note is about one, and few say so.
var workWords = foldedSet(`
	obra obras peça peças objeto objetos coleção
	work works piece pieces object objects artwork artworks collection
	pieza piezas colección
	œuvre œuvres pièce pièces objet objets collection
	opera opere pezzo pezzi oggetto oggetti collezione
	werk werke stück stücke objekt objekte sammlung`)

// kindWords ask for works of one kind, which tells something.
var kindWords = foldedSet(`
	quadros pinturas esculturas
	paintings pictures sculptures
	cuadros pinturas esculturas
	tableaux peintures sculptures
	quadri dipinti sculture
	bilder gemälde skulpturen`)

// asksForWorks reports whether a question asks for works of some kind.
func asksForWorks(asked question) bool {
	return slices.ContainsFunc(asked.terms, func(t text.Term) bool { return workWords[t.Word] || kindWords[t.Word] })
}

// either is what stands between two things of which one will do, by language.
var either = map[string]phrases{"pt": {"ou"}, "en": {"or"}, "es": {"o", "u"}, "fr": {"ou"}, "it": {"o", "oppure"}, "de": {"oder"}}

// asksForEither reports whether a question offers two things to choose from.
func asksForEither(asked question) bool { return either[asked.lang].in(wordsOf(asked.text)) }

// genericWords ask to be shown or told something without saying what: like
// workWords, they tell nothing.
var genericWords = foldedSet(`
	museu galeria mostra mostram mostrar representa representam coisa coisas possui possuem algo alguma algum
	ver vejo conhecer saber épocas tempos chama chamado chamada
	museum gallery show shows showing depict depicts exhibit exhibits
	thing things stuff something anything any one ones see look got get know times called
	museo galería muestra muestran mostrar representa representan cosa cosas tenéis tenemos algo alguna algún
	ver saber épocas tiempos llama llamado llamada
	musée galerie montre montrent représente représentent chose choses quelque
	voir savoir époques appelle
	museo galleria mostra mostrano rappresenta rappresentano cosa cose avete qualcosa qualche
	vedere sapere epoche tempi chiama
	museum galerie zeigt zeigen darstellt ding dinge habt sache sachen etwas irgendetwas
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

// telling are a question's terms that tell something, or all, if none does.
func telling(terms []text.Term) []text.Term {
	var kept []text.Term
	for _, t := range terms {
		if !workWords[t.Word] && !genericWords[t.Word] {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return terms
	}
	return kept
}
