package quote

import (
	"slices"
	"strings"
)

// kind is what a question asks for, which says what a good answer looks like.
type kind int

const (
	kindOther kind = iota
	kindWho
	kindWhen
	kindWhere
	kindSize
	kindCount
	kindMaterial
	kindWhy
	kindWhat
	kindShow // what is to be seen in it, what it means
)

// asking holds the folded phrases that give a question's kind away. The first
// phrase found wins, so the longer and surer ones come first: "de que material"
// before "que", "how many" before "how".
var asking = []struct {
	kind    kind
	phrases []string
}{
	{kindWhen, []string{
		"que idade", "quantos anos", "que ano", "que data", "que seculo", "que epoca", "de quando", "a que horas", "que horas", "que dias",
		"how old", "what year", "which year", "what date", "what century", "which century", "what time", "what days",
		"que fecha", "que siglo", "cuantos anos", "quelle annee", "quel siecle", "quelle date", "quelle heure", "quelle epoque",
		"che anno", "quale anno", "che secolo", "quale secolo", "che ora", "welchem jahr", "welchem jahrhundert", "wie alt", "wieviel uhr",
	}},
	{kindSize, []string{
		"que tamanho", "qual o tamanho", "quanto mede", "quanto medem", "quanto pesa", "que altura", "que comprimento", "que largura", "dimensoes", "quao grande",
		"how big", "how large", "how tall", "how high", "how long", "how wide", "how heavy", "what size", "dimensions",
		"que tamano", "cuanto mide", "cuanto pesa", "dimensiones", "combien ca pese", "combien il pese", "combien elle pese", "combien mesure t", "quel poids", "quelle taille", "quelle hauteur", "quelle longueur", "combien mesure", "combien pese",
		"quanto e grande", "quanto e lungo", "quanto e lunga", "quanto e largo", "quanto e larga", "quanto e pesante", "quanto misura", "quanto e alto", "quanto e alta", "dimensioni", "wie gross", "wie hoch", "wie lang", "wie breit", "wie schwer",
	}},
	{kindCount, []string{
		"quantos", "quantas", "quanto custa", "quanto custam", "how many", "how much", "cuantos", "cuantas", "cuanto cuesta",
		"combien", "quanti", "quante", "quanto costa", "wie viele", "wie viel", "wieviel",
	}},
	{kindMaterial, []string{
		"de que e feito", "de que e feita", "de que sao feitos", "de que sao feitas", "que material", "que materiais", "feito de que", "feita de que", "que tecnica", "em que suporte",
		"what is it made of", "made of", "made from", "what material", "which material", "what materials", "what technique", "what medium",
		"de que esta hecho", "de que esta hecha", "que materiales", "en quoi", "de quoi est", "quel materiau", "quels materiaux", "quelle matiere",
		"che materiale", "quale materiale", "di cosa e fatto", "di cosa e fatta", "di che cosa", "woraus", "welches material", "welchem material", "aus was",
	}},
	{kindWhy, []string{
		"porque", "para que serve", "para que servia", "para que serviam", "por que razao", "por que motivo", "por que", "why", "what for", "pourquoi", "perche", "warum", "wieso", "weshalb",
	}},
	{kindShow, []string{
		"o que se ve", "que se ve", "o que mostra", "o que mostram", "o que representa", "o que representam", "que cena", "what is shown", "what can be seen", "what can i see", "what do we see",
		"que se representa", "que muestra", "que representa", "qu est ce qu on voit", "que voit on", "que represente", "que montre", "cosa si vede", "cosa mostra", "cosa rappresenta", "was zeigt", "was sieht man", "was stellt",
	}},
	{kindWho, []string{
		"quem", "que artista", "que pintor", "que escultor", "qual o autor", "qual e o autor", "who", "whom", "whose", "which artist", "which painter", "what artist",
		"quien", "quienes", "que autor", "qui", "quel artiste", "quel peintre", "chi", "quale artista", "quale pittore", "wer", "wem", "wen", "wessen", "welcher kunstler",
	}},
	{kindWhen, []string{"quando", "when", "cuando", "quand", "wann"}},
	{kindWhere, []string{
		"onde", "aonde", "donde", "que museu", "que cidade", "que pais", "que sala", "where", "which museum", "what museum", "which city", "what city", "which country", "which room",
		"que museo", "que ciudad", "d ou", "ou est", "ou se trouve", "ou sont", "quel musee", "quelle ville", "dove", "quale museo", "quale citta", "wo", "woher", "wohin", "welchem museum", "welcher stadt",
	}},
	{kindWhat, []string{
		"o que e", "o que sao", "que e", "fala me", "fale me", "conta me", "conte me", "descreve", "descreva", "what is", "what are", "what s", "tell me about", "describe",
		"que es", "que son", "hablame", "qu est", "c est quoi", "parle moi", "che cos", "che cosa e", "cosa e", "parlami", "was ist", "was sind", "erzahl",
	}},
}

// listWords are plurals a visitor uses to ask for several works at once, folded.
var listWords = setOf(`
	obras pinturas quadros esculturas pecas objetos retratos tapecarias estatuas azulejos moveis joias artistas pintores escultores instrumentos
	coches carruagens custodias mosaicos carruajes coaches carriages monstrances mosaics jewels ships barcos navios carrosses mosaiques bijoux bateaux
	carrozze mosaici gioielli navi kutschen mosaike schiffe monstranzen
	works paintings pictures sculptures pieces objects portraits tapestries statues tiles artists painters sculptors instruments things
	cuadros piezas objetos tapices oeuvres tableaux peintures pieces objets portraits tapisseries opere quadri dipinti sculture oggetti ritratti
	werke gemalde bilder skulpturen objekte stucke portrats kunstler`)

// anyWorks are those of them that say nothing of what is looked for: what shows
// the sea, in "which works show the sea", and mosaics, in "do you have mosaics".
var anyWorks = setOf(`
	obras pecas objetos works pieces objects things piezas oeuvres objets opere pezzi oggetti werke objekte stucke
	pinturas quadros paintings pictures cuadros tableaux peintures quadri dipinti gemalde bilder`)

// listOpeners are the words that, a few words before a plural of listWords, ask
// for more than one work: "que obras", "há pinturas", "are there paintings".
var listOpeners = setOf(`
	que quais ha existem tem mostra mostre outras what which have there show any other cuales hay otras
	quels quelles avez autres quali avete altre welche gibt habt haben andere zeig`)

// articles before a plural make it one known thing: "que mostram os azulejos".
var articles = setOf(`os as the los las les i gli le die`)

// personTerms are terms that say no more of somebody than that it is a person.
var personTerms = termSet(`pessoa pessoas figura figuras homem homens mulher mulheres rapaz rapariga menino menina criança senhor senhora personagem personagens
	person people figure figures man men woman women boy girl child lady gentleman character characters
	persona personas hombre mujer niño niña señor señora personaje personne personnes homme femme garçon fille enfant dame monsieur personnage
	uomo donna ragazzo ragazza bambino signore signora figura personaggio mann frau junge mädchen kind leute menschen personen dame herr`)

// ageWords tell "how old" from "when", folded.
var ageWords = setOf("idade anos old edad age vecchio alt")

// query is a question as the choice of sentences needs it.
type query struct {
	kind     kind
	list     bool               // asks for several works
	compared map[string]bool    // works that it names side by side
	age      bool               // asks for years gone by rather than a date
	terms    []string           // distinct, without the words that only ask
	weight   map[string]float64 // of each term, from idf
	total    float64            // of all weights
	concepts map[string]concept // of the terms that name one, by term
	acts     concept            // all of them together
}

// read takes a question apart. idf may be nil: every term then weighs the same.
func read(question string, idf func(string) float64) query {
	words := foldedWords(question)
	q := query{weight: map[string]float64{}, concepts: map[string]concept{}}
	var rest []string
	q.kind, rest = askedKind(words)
	q.age = q.kind == kindWhen && slices.ContainsFunc(words, func(w string) bool { return ageWords[w] })
	q.list = q.kind != kindSize && q.kind != kindCount && asksForSeveral(words)
	for _, w := range rest {
		if q.list && (anyWorks[w] || listOpeners[w]) {
			continue
		}
		c := conceptOf(w) &^ (materials | reasons)
		q.acts |= c
		for _, t := range termsOf(w) {
			if _, seen := q.weight[t]; seen {
				continue
			}
			q.terms = append(q.terms, t)
			q.weight[t] = weigh(t, idf)
			q.total += q.weight[t]
			if c != 0 {
				q.concepts[t] = c
			}
		}
	}
	if q.acts&showing != 0 && (q.kind == kindOther || q.kind == kindWhat) {
		q.kind = kindShow
	}
	return q
}

// leastWeight keeps a term that is everywhere in the collection from counting
// for nothing, so that two sentences are still told apart by it.
const leastWeight = 0.1

func weigh(term string, idf func(string) float64) float64 {
	if idf == nil {
		return 1
	}
	return max(idf(term), leastWeight)
}

// askedKind finds what is asked and returns the words that are left once the
// asking phrase is taken out.
func askedKind(words []string) (kind, []string) {
	joined := " " + strings.Join(words, " ") + " "
	for _, a := range asking {
		for _, p := range a.phrases {
			if before, after, ok := strings.Cut(joined, " "+p+" "); ok {
				return a.kind, strings.Fields(before + " " + after)
			}
		}
	}
	return kindOther, words
}

// openerReach is how many words may stand between an opener and its plural:
// "que outras pinturas", "which other large paintings".
const openerReach = 3

// severalOf are openings that ask which of several, whatever they are.
var severalOf = []string{
	"which of your", "which of the", "which of these", "what other", "quais dos", "quais das", "que outras", "que outros", "cuales de", "que otras", "que otros",
	"lesquels", "lesquelles", "quelles autres", "quels autres", "quali dei", "quali delle", "quali degli", "quali altri", "quali altre", "welche der", "welche von", "welche anderen",
}

func asksForSeveral(words []string) bool {
	joined := " " + strings.Join(words, " ") + " "
	if slices.ContainsFunc(severalOf, func(opening string) bool { return strings.Contains(joined, " "+opening+" ") }) {
		return true
	}
	opener := -openerReach - 1
	for i, w := range words {
		if listWords[w] && i-opener <= openerReach && !articles[words[i-1]] {
			return true
		}
		if listOpeners[w] {
			opener = i
		}
	}
	return false
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
