package ask

import (
	"slices"
	"strings"
	"unicode"

	"cicerone/internal/text"
)

// leaning holds, for one language, the words by which a question leans on what
// was said before.
type leaning struct {
	pronouns string     // and demonstratives
	works    string     // "the work", "the painter", when one of
	the      string     // stands before it
	clitics  phrases    // pronouns known by their neighbours
	no       phrases    // hold a pronoun that stands for nothing
	and      string     // begins a question that goes on
	counts   [3]phrases // "the first one", "the second one" or the other, the third
	last     phrases
	wonders  string // begin a question about one thing
}

// leanings are matched as they are written, in small letters: "está" does not
// point, "esta" does. Left out are words that mostly do something else: articles
// (o, la), polite address (Sie), "that" for "which".
var leanings = map[string]leaning{
	"pt": {
		pronouns: "ele ela eles elas este esta estes estas isto esse essa esses essas isso dele dela deles delas deste desta disto desse dessa disso nele nela neste nesta nisto nesse nessa nisso seu sua seus suas lhe lhes",
		works:    "obra peça peca quadro pintura escultura objeto artista pintor pintora autor autora escultor escultora", the: "a o da do na no à ao pela pelo",
		clitics: listed(`quem o,quem a,quem os,quem as,quem é que o,quem é que a,quem é que os,quem é que as,já o,já a`),
		and:     "e", counts: [3]phrases{listed(`a primeira,o primeiro,da primeira,do primeiro`), listed(`a segunda,o segundo,da segunda,do segundo,a outra,o outro,da outra,do outro`), listed(`a terceira,o terceiro,da terceira,do terceiro`)},
		last:    listed(`a última,o último,da última,do último`),
		wonders: "quem que quando onde como porque porquê quanto quantos quanta quantas qual de em o com para",
	},
	"en": {
		pronouns: "it its he she him her his they them their this these",
		works:    "work piece painting picture sculpture object artist painter sculptor maker author", the: "the",
		clitics: listed(`is that,was that,about that`),
		no:      listed(`is it going to,will it rain,is it true that,how is it going`),
		and:     "and", counts: [3]phrases{listed(`the first one,the first,first one`), listed(`the second one,the second,second one,the other one,the other`), listed(`the third one,the third,third one`)},
		last:    listed(`the last one,the last`),
		wonders: "who whose what when where how why can does did is was",
	},
	"es": {
		pronouns: "él ella ello ellos ellas este esta estos estas esto ese esa eso lo le su sus suyo suya",
		works:    "obra pieza cuadro pintura escultura objeto artista pintor pintora autor autora escultor escultora", the: "el la del al",
		clitics: listed(`quién la,quién los,quién las,quien la,quien los,quien las`),
		and:     "y", counts: [3]phrases{listed(`la primera,el primero,del primero`), listed(`la segunda,el segundo,del segundo,la otra,el otro,del otro`), listed(`la tercera,el tercero,del tercero`)},
		last:    listed(`la última,el último,del último`),
		wonders: "quién quien qué que cuándo cuando dónde donde cómo como por cuánto cuanto cuánta cuántos cuantos cuántas cuantas cuál cual de en con para",
	},
	"fr": {
		pronouns: "il elle ils elles cet cette ces celui celle son sa ses ça lui leur",
		works:    "œuvre oeuvre pièce piece tableau peinture sculpture objet artiste peintre sculpteur auteur", the: "l le la ce du au",
		clitics: listed(`qui l a,qui l avait,qui les a,qui les ont,qui la,qui le,c est quoi,quoi ce,est ce`),
		no:      listed(`il y a,y a t il,il y avait,il existe,il faut,existe t il,fait il,fera t il,pleut il,est ce que,est ce qu,qu est ce,est il possible,peut il`),
		and:     "et", counts: [3]phrases{listed(`le premier,la première,du premier`), listed(`le deuxième,la deuxième,le second,la seconde,du deuxième,du second,l autre,de l autre`), listed(`le troisième,la troisième,du troisième`)},
		last:    listed(`le dernier,la dernière,du dernier`),
		wonders: "qui que quoi quand où ou comment pourquoi combien quel quelle quels quelles qu à a de en avec",
	},
	"it": {
		pronouns: "lui lei questo questa questi queste quello quella suo sua suoi sue",
		works:    "opera pezzo quadro dipinto scultura oggetto artista pittore pittrice autore autrice scultore", the: "l il la lo del dell della al nel nell",
		clitics: listed(`chi l ha,chi lo,chi la,chi li,chi le,dove l,dove lo,quando l,come l,perché l ha,lo suonava,l ha`),
		and:     "e ed", counts: [3]phrases{listed(`il primo,la prima,del primo,della prima`), listed(`il secondo,la seconda,del secondo,della seconda,l altro,l altra,dell altro,dell altra`), listed(`il terzo,la terza,del terzo,della terza`)},
		last:    listed(`l ultimo,l ultima,dell ultimo,dell ultima`),
		wonders: "chi che cosa cos quando dove dov come perché quanto quanta quanti quante qual quale di in con a da",
	},
	"de": {
		pronouns: "er ihn ihm dieser diese dieses diesem diesen sein seine seiner es darauf darin daraus davon",
		works:    "werk stück bild gemälde skulptur objekt künstler maler malerin bildhauer", the: "das dem des der",
		clitics: listed(`funktioniert das,ist das,heisst das,heißt das,bedeutet das,was das`),
		no:      listed(`gibt es,es gibt,geht es,wie geht s,ist es möglich,ist es erlaubt,regnet es,es regnet,ist es das`),
		and:     "und", counts: [3]phrases{listed(`das erste,der erste,die erste,des ersten,vom ersten`), listed(`das zweite,der zweite,die zweite,des zweiten,vom zweiten,das andere,der andere,die andere`), listed(`das dritte,der dritte,die dritte,vom dritten`)},
		last:    listed(`das letzte,der letzte,die letzte`),
		wonders: "wer wen wem was wann wo wie warum wieso weshalb wozu woher woraus womit",
	},
}

// asWritten are the words of a question as they are written, in small letters.
func asWritten(q question) []string {
	var out []string
	for _, w := range text.Words(q.text) {
		out = append(out, strings.ToLower(text.Slice(q.text, w.Span)))
	}
	return out
}

// leans reports whether a question holds a leaning word of its language.
func leans(q question) bool {
	l := leanings[q.lang]
	words := l.no.out(asWritten(q))
	before := ""
	for _, word := range words {
		if slices.Contains(strings.Fields(l.pronouns), word) ||
			slices.Contains(strings.Fields(l.works), word) && slices.Contains(strings.Fields(l.the), before) {
			return true
		}
		before = word
	}
	return l.clitics.in(words) || q.lang == "de" && theySmall(q.text)
}

// leansFirst reports whether a question leans before it names anything.
func leansFirst(q question) bool {
	for _, t := range q.terms {
		if names(q, t) {
			return leans(question{text: text.Slice(q.text, text.Span{End: t.Span.Start}), lang: q.lang})
		}
	}
	return false
}

// theySmall reports whether a German question holds "sie" in small letters, which
// is not the polite address.
func theySmall(s string) bool {
	return slices.ContainsFunc(text.Words(s), func(w text.Word) bool { return text.Slice(s, w.Span) == "sie" })
}

// nobodyCounts is what counted says of a question that counts nothing off.
const nobodyCounts = 1 << 20

// counted is which of several works a question counts off, from 0; -1 is the
// last of them.
func counted(q question) int {
	l := leanings[q.lang]
	words := asWritten(q)
	for i, phrases := range l.counts {
		if phrases.in(words) {
			return i
		}
	}
	if l.last.in(words) {
		return -1
	}
	return nobodyCounts
}

// points reports whether a question cannot stand alone: it has next to nothing
// to search for, or it leans on what was said, and it names nothing itself.
func points(q question) bool {
	if named(q) {
		return false
	}
	words := asWritten(q)
	goesOn := len(words) > 0 && slices.Contains(strings.Fields(leanings[q.lang].and), words[0])
	return len(q.terms) <= 1 || goesOn || leans(q) || counted(q) != nobodyCounts && len(q.terms) <= fewTerms
}

// fewTerms is how many terms a question that counts off may have: "what does the
// second one show?", not "who was the second king to live in the palace?".
const fewTerms = 3

// wonders reports whether a question names nothing and asks about one thing, as
// people do who go on speaking of what they have just been told.
func wonders(q question) bool {
	words := asWritten(q)
	return len(words) > 0 && slices.Contains(strings.Fields(leanings[q.lang].wonders), words[0]) && !named(q)
}

// named reports whether the question names something.
func named(q question) bool {
	for _, t := range q.terms {
		if names(q, t) {
			return true
		}
	}
	return false
}

// names reports whether a term of the question is a name: a number, or a word
// with a capital that does not merely begin a sentence. German writes every noun
// so, and some visitors write every letter so; there a capital says nothing.
func names(q question, t text.Term) bool {
	return t.Digits || t.Capital && q.lang != "de" && q.text != strings.ToUpper(q.text) && !opens(q.text, t.Span.Start)
}

// opens reports whether the word at rune offset start begins a sentence, so that
// a capital there means nothing.
func opens(s string, start int) bool {
	for _, sentence := range text.Sentences(s) {
		if start < sentence.End {
			before := text.Slice(s, text.Span{Start: sentence.Start, End: start})
			return !strings.ContainsFunc(before, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
		}
	}
	return true
}
