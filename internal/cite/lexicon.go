package cite

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed words.txt
var wordList string

// languages are the columns of words.txt, in order.
var languages = []string{"pt", "en", "es", "fr", "it", "de"}

// meaning is a line of words.txt: words that mean the same. It is a number from 1.
type meaning int

// section is a part of words.txt for one language: word or beginning → meanings.
// A word may have several ("Indian" is of India and of the ocean).
type section struct {
	whole     map[string][]meaning
	beginning map[string][]meaning
}

// of returns the meanings of a folded word.
func (s section) of(word string) []meaning {
	found := s.whole[word]
	for n := 2; n <= len(word); n++ {
		if m := s.beginning[word[:n]]; len(m) > 0 {
			found = slices.Concat(found, m)
		}
	}
	return found
}

// lexicon is words.txt read: sections[name][language].
type lexicon struct {
	sections map[string]map[string]section
	first    map[meaning]string // the first word of a meaning's line
	kind     map[meaning]int    // lines that follow each other without an empty one are of one kind
}

var words = mustRead(wordList)

// in returns a section in a language; a language that words.txt does not have
// gets an empty one.
func (l lexicon) in(name, lang string) section { return l.sections[name][lang] }

// mustRead reads words.txt. It panics on a line it cannot read, which is a
// mistake in this program.
func mustRead(list string) lexicon {
	l := lexicon{sections: map[string]map[string]section{}, first: map[meaning]string{}, kind: map[meaning]int{}}
	var current map[string]section
	next := meaning(1)
	kind := 0
	for n, line := range strings.Split(list, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			kind++
			continue
		case line[0] == '#':
			continue
		case line[0] == '[':
			current = map[string]section{}
			for _, lang := range languages {
				current[lang] = section{whole: map[string][]meaning{}, beginning: map[string][]meaning{}}
			}
			l.sections[strings.Trim(line, "[]")] = current
			continue
		}
		columns := strings.Split(line, "|")
		if current != nil && len(columns) == len(languages)+1 { // number first
			l.first[next] = strings.TrimSpace(columns[0])
			columns = columns[1:]
		}
		if current == nil || len(columns) != len(languages) {
			panic(fmt.Sprintf("words.txt:%d: want %d columns, got %d", n+1, len(languages), len(columns)))
		}
		for i, column := range columns {
			current[languages[i]].add(column, next)
		}
		l.kind[next] = kind
		next++
	}
	return l
}

func (s section) add(column string, m meaning) {
	for _, word := range strings.Fields(column) {
		if stem, ok := strings.CutSuffix(word, "*"); ok {
			s.beginning[stem] = append(s.beginning[stem], m)
			continue
		}
		s.whole[word] = append(s.whole[word], m)
	}
}

// number returns the number that a folded word of a section stands for.
func (l lexicon) number(sectionName, lang, word string) (string, bool) {
	found := l.in(sectionName, lang).of(word)
	if len(found) == 0 {
		return "", false
	}
	return l.first[found[0]], true
}

// negations turn a sentence round; a statement has to agree with its source in
// whether it has one. Folded, by language.
var negations = map[string][]string{
	"pt": {"nao", "nunca", "jamais", "nem", "sem", "nada", "ninguem", "nenhum", "nenhuma"},
	"en": {"not", "never", "no", "nor", "cannot", "without", "nothing", "nobody", "nowhere", "none", "neither", "isn t", "aren t", "wasn t", "weren t", "doesn t", "don t", "didn t", "hasn t", "haven t", "hadn t", "won t"},
	"es": {"no", "nunca", "jamas", "ni", "sin", "nada", "nadie", "ningun", "ninguna"},
	"fr": {"ne", "n", "jamais", "sans", "rien", "aucun", "aucune"},
	"it": {"non", "mai", "senza", "niente", "nulla", "nessun", "nessuno", "nessuna"},
	"de": {"nicht", "kein", "keine", "keinen", "keiner", "nie", "niemals", "ohne", "nichts", "niemand"},
}

// notKnown is how notes leave something open, folded.
var notKnown = []string{
	"nao se sabe", "nao se conhece", "nao e conhecido", "nao e conhecida", "nao sao conhecidos", "desconhece se", "is not known", "are not known", "it isn t known", "nobody knows", "no se sabe", "no se conoce",
	"on ne sait pas", "on ignore", "non si sa", "non e noto", "ist nicht bekannt", "weiss man nicht", "ist unbekannt",
}

// refusals are how a model says that the notes do not say, folded, matched on
// whole words.
var refusals = []string{
	// notes as the subject
	"notas nao dizem", "notas nao o dizem", "notas nao referem", "notas nao mencionam", "notas nao indicam", "notas nao falam", "notas nao incluem", "notas nao contem",
	"notas nao especificam", "notas nao esclarecem", "nota nao diz", "nota nao refere", "nota nao menciona", "nota nao indica", "notas disponiveis nao", "notas fornecidas nao",
	"fontes nao dizem", "fontes nao referem", "fontes nao mencionam", "fontes nao indicam", "fontes nao falam", "fontes nao contem", "fontes nao incluem", "fontes disponiveis nao", "fontes fornecidas nao",
	"textos nao dizem", "textos nao referem", "texto nao refere", "texto nao menciona", "texto nao diz", "documentos nao",
	"notes do not say", "notes don t say", "notes do not mention", "notes don t mention", "notes do not tell", "notes don t tell", "notes do not specify", "notes don t specify",
	"notes do not include", "notes don t include", "notes do not provide", "notes don t provide", "notes do not contain", "notes don t contain", "note does not", "note doesn t",
	"notes do not state", "notes don t state", "notes do not", "notes don t",
	"sources do not", "sources don t", "source does not", "source doesn t", "text does not mention", "text does not say",
	"notas no dicen", "notas no lo dicen", "notas no mencionan", "notas no indican", "fuentes no", "notes ne disent", "notes ne le disent", "notes ne mentionnent", "notes ne precisent", "sources ne",
	"note non dicono", "note non lo dicono", "note non menzionano", "note non indicano", "fonti non", "notizen sagen nicht", "notizen sagen nichts", "notizen sagen dazu nichts", "notizen erwahnen nicht", "quellen sagen nicht", "quellen sagen nichts", "quellen erwahnen",
	// nothing known
	"nao ha informacao", "nao ha informacoes", "nao tenho informacao", "nao tenho informacoes", "nao encontro informacao", "nao encontrei", "nao e mencionado nas", "nao e mencionada nas",
	"nao e referido nas", "nao e referida nas", "nao consta das notas", "nao consta nas notas", "nao sei", "nao posso responder", "nao consigo responder", "nao disponho",
	"there is no information", "no information about", "no information on", "i do not know", "i don t know", "i do not have", "i don t have", "i cannot answer", "i can t answer",
	"not mentioned in the notes", "not mentioned in the sources", "not stated in the notes", "i could not find", "i couldn t find",
	"no hay informacion", "no tengo informacion", "no lo se", "no se menciona", "no puedo responder", "il n y a pas d information", "je ne sais pas", "je n ai pas d information", "pas mentionne dans les notes",
	"non ci sono informazioni", "non lo so", "non ho informazioni", "non posso rispondere", "keine informationen", "keine angaben", "ich weiss es nicht", "ich weiss nicht", "nicht erwahnt",
}

// anyMuseum are words of names that say nothing without the rest, folded.
var anyMuseum = setOf("museu museum museo musee museums museus museos musees musei")

// generic are folded words that may be added to a statement without saying
// anything.
var generic = setOf(`
	museu museum museo musee obra obras peca pecas conjunto pintura quadro escultura tabua trabalho artista autor visitante nota notas fonte fontes colecao galeria exposicao sala
	work works piece pieces set group painting picture sculpture object artist author visitor note notes source sources according collection gallery exhibition room
	cuadro pieza artista autor segun coleccion sala oeuvre tableau piece artiste auteur selon collection salle
	opera quadro pezzo artista autore secondo collezione werk kunstwerk gemalde bild kunstler laut sammlung
	conhecida conhecido chama chamada chamado trata tratase intitula intitulada famosa famoso celebre known called titled named famous
	feito feita feitos feitas fez fazer realizada realizado executada executado made makes hecho hecha fait faite fatto fatta gemacht
	segundo conforme sim yes selon laut
	curador curadora curadores curator curators acordo dizem diz say says
	ver visto vista encontra encontrar see seen view visit voir vu vedere sehen pensa acredita julga thought believed
	cerca volta aproximadamente about around approximately parte part
	atualmente hoje currently today now ainda still tambem also nomeadamente especificamente`)

// openers begin sentences with a capital and are no names, folded. Stop words
// need not be here.
var openers = setOf(`
	segundo conforme infelizmente curiosamente atualmente hoje sim claro originalmente inicialmente posteriormente finalmente trata feita feito pintada pintado
	criada criado realizada realizado executada encomendada encontra pertence mede representa mostra data existem existe nasceu morreu foi esta
	according unfortunately yes sure originally currently today located made painted created built commissioned completed dating measuring known held displayed
	segun actualmente originalmente selon actuellement secondo attualmente oggi laut heute leider eis voici ecco`)

// copulas are the verbs that make a statement of a name alone: "está em Lisboa".
var copulas = setOf("e sao era eram foi foram esta estao fica ficam is are was were es son fue fueron est sont fut etait si trova sono fu ist sind war waren")

// Verbs of making, folded: "X painted" and "painted by X" say who made a work.
var (
	madeActive = setOf(`fez pintou esculpiu criou executou desenhou construiu lavrou realizou made painted sculpted carved created built designed executed
		hizo pinto esculpio creo fit peignit sculpta crea dipinse fece scolpi creo malte schuf baute`)
	madePassive = setOf(`feito feita feitos feitas pintado pintada pintados pintadas esculpido esculpida criado criada executado executada desenhado desenhada construido construida realizado realizada
		made painted sculpted carved created built designed executed hecho hecha esculpida creado fait faite peint peinte sculpte dipinto dipinta fatto fatta scolpito gemalt gemacht geschaffen gebaut`)
	madeBy = setOf("por pelo pela pelos by par dal dalla von vom")
	ofWhom = setOf("de do da dos das of di del des du") // "por encomenda de": not the maker
)

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}
