package alike

import (
	"slices"
	"strings"
	"unicode"

	"cicerone/internal/text"
)

// Same reports whether two questions ask the same: every word that matters in
// one is in the other, and names come in the same order. Only what never changes
// an answer is left out: articles, most prepositions, "to be" in the present,
// politeness, and the s of a plural. So "Quem pintou O Fado?" is not "Quem
// restaurou O Fado?", nor "Quando pintou…", nor "Quem não pintou…". A question
// with no word that matters is the same as none.
func Same(a, b string) bool { return SameAbout(a, b, nil) }

// SameAbout is Same for two questions about one work, which they may name by any
// of names (its titles and its number) or point at ("esta obra"), or leave
// unsaid, as one does before it.
func SameAbout(a, b string, names []string) bool {
	x, y := read(a, names), read(b, names)
	if len(x.words) == 0 || !slices.Equal(x.sorted(), y.sorted()) {
		return false
	}
	return slices.Equal(x.order(y.names), y.order(x.names))
}

// Mentions reports whether a question holds a whole name, such as a work's title
// or its number.
func Mentions(question, name string) bool {
	said := folded(question)
	words := folded(name)
	return len(words) > 0 && indexOf(said, words) >= 0
}

// reading is what of a question matters.
type reading struct {
	words []string        // in order
	names map[string]bool // those with a capital or digits; the word that begins the question may be one
}

func (r reading) sorted() []string {
	words := slices.Clone(r.words)
	slices.Sort(words)
	return slices.Compact(words)
}

// order is the question's names, its own and those that only the other question
// writes with a capital, as they come.
func (r reading) order(others map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(r.words), func(w string) bool { return !r.names[w] && !others[w] })
}

// read takes a question apart. With names, it is about a work: those names, and
// words that point at it, do not count.
func read(question string, names []string) reading {
	words := text.Words(question)
	said := make([]string, len(words))
	for i, w := range words {
		said[i] = w.Text
	}
	left := without(said, names)
	out := reading{names: map[string]bool{}}
	for i, w := range words {
		switch {
		case left[i]:
			continue
		case names != nil && pointing[w.Text]:
			continue
		case noise[w.Text] && !(i+1 < len(words) && turning[w.Text] && places[words[i+1].Text]):
			continue
		case len(w.Text) == 1 && text.IsStop(w.Text):
			continue
		}
		word := plain(w)
		out.words = append(out.words, word)
		if w.Digits || w.Capital {
			out.names[word] = true
		}
	}
	return out
}

// plain is a word as it is compared: a number in one way, a plural as its
// singular.
func plain(w text.Word) string {
	if w.Digits {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return -1
		}, w.Text)
	}
	if len(w.Text) > 3 {
		return strings.TrimSuffix(w.Text, "s")
	}
	return w.Text
}

// without marks the words of whole names.
func without(said []string, names []string) []bool {
	left := make([]bool, len(said))
	for _, name := range names {
		words := folded(name)
		if i := indexOf(said, words); i >= 0 && len(words) > 0 {
			for n := range words {
				left[i+n] = true
			}
		}
	}
	return left
}

func folded(s string) []string {
	var out []string
	for _, w := range text.Words(s) {
		out = append(out, w.Text)
	}
	return out
}

// indexOf is where a run of words begins in others, or -1.
func indexOf(in, run []string) int {
	for i := 0; i+len(run) <= len(in); i++ {
		if slices.Equal(in[i:i+len(run)], run) {
			return i
		}
	}
	return -1
}

// noise are the words that never change an answer, folded. Everything that is
// not here counts, so that a word nobody thought of tells two questions apart
// rather than making them one.
var noise = setOf(`
	o a os as um uma uns umas de do da dos das em no na nos nas num numa ao aos que qual quais e sao esta estao ha tem existe existem
	por pelo pela pelos pelas favor diga dizer diz me gostaria gostava queria quero saber sabe sabem pode podem poderia podia ola obrigado obrigada
	the an of in on at to is are there s what which that and does do did have has by it please tell show say know can could would like you i me thanks hello
	el la los las un una unos unas del al en es son hay tiene tienen y cual cuales puede decir decirme quisiera gustaria sabe hola gracias
	le les une des du au aux et est sont quel quelle quels quelles qu ce c il y t pouvez dire moi voudrais savoir s bonjour merci vous avez
	il lo gli i uno del della dei degli delle nel nella al alla ed sono che quale quali c puo dire dirmi vorrei sapere ciao grazie avete
	der die das den dem des ein eine einen einem einer und ist sind gibt es was welche welcher welches bitte ich mochte wissen konnen sie mir sagen hallo danke haben`)

// turning are the small words that turn "who" into "whose" and "where" into
// "where from", before one of places.
var (
	turning = setOf("de do da d di para a au dal")
	places  = setOf("quem onde quien donde qui ou dove chi")
)

// pointing are the words by which a question means the work at hand.
var pointing = setOf(`
	este esta isto esse essa isso ele ela deste desta disto desse dessa disso dele dela neste nesta nisto nesse nessa nisso seu sua obra peca quadro pintura escultura objeto
	it its this that work piece painting picture sculpture object
	esto eso su cuadro pieza objeto lo
	elle cet cette ce celui celle son sa oeuvre piece tableau peinture objet
	questo questa quello quella opera pezzo quadro dipinto scultura oggetto suo
	dieser diese dieses diesem diesen er ihn sein seine werk stuck bild gemalde skulptur objekt`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
