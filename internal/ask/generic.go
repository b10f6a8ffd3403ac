package ask

import (
	"strings"

	"cicerone/internal/text"
)

// genericWords ask for works of a museum without saying which, or to be told
// something without saying what: every note does so, and few say that they do. In
// the question they only thin out the words that tell. (Words for one kind of work,
// such as painting, tell something.)
var genericWords = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(`
		obra obras peça peças objeto objetos coleção museu galeria mostra mostram mostrar representa representam
		work works piece pieces object objects artwork artworks collection museum gallery show shows showing depict depicts exhibit exhibits
		pieza piezas colección museo galería muestra muestran mostrar representa representan
		œuvre œuvres pièce pièces objet objets collection musée galerie montre montrent représente représentent
		opera opere pezzo pezzi oggetto oggetti collezione museo galleria mostra mostrano rappresenta rappresentano
		werk werke stück stücke objekt objekte sammlung museum galerie zeigt zeigen darstellt
		significa significam significar mean means signifie signifient bedeutet bedeuten
		fale falar conte contar diga tell talk habla hablar hábleme cuente parlez parler parle racontez parla parlami raccontami erzähl erzählen`) {
		words[text.Fold(w)] = true
	}
	return words
}()

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
