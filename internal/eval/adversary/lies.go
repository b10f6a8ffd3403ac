package adversary

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// lies are the ways to make a true sentence false. A writer returns "" where its
// lie cannot be told of a sentence. Fact lies are those that the target of no
// exception holds for: a number, date or name that the notes do not give there.
var lies = []writer{
	{"number or year invented", numberInvented, true},
	{"number of another sentence", numberOfSentence, true},
	{"number of another work", numberOfWork, true},
	{"two numbers exchanged", numbersExchanged, true},
	{"number in other digits", otherDigits, true},
	{"number in words", inWords, true},
	{"date invented", dateInvented, false},
	{"name invented", nameInvented, true},
	{"name with what cannot be seen", unseenName, true},
	{"name of another sentence", nameOfSentence, true},
	{"name of another work", nameOfWork, true},
	{"invented source", inventedSource, false},
	{"negated", negated, true},
	{"roles exchanged", rolesExchanged, true},
	{"attribute turned", turned, true},
	{"true and false clause", halfTrue, false},
	{"true and false clause first", halfTrueFirst, false},
	{"invented claim", inventedClaim, false},
	{"another language", anotherLanguage, false},
	{"half in another language", halfForeign, false},
}

// facts are the lies with a number, date, name or source in them.
var facts = []string{
	"number or year invented", "number of another sentence", "number of another work", "two numbers exchanged", "date invented",
	"number in other digits", "number in words", "never stops",
	"name invented", "name with what cannot be seen", "name of another sentence", "name of another work", "invented source", "HTML and addresses", "prompt repeated",
}

var numberShape = regexp.MustCompile(`[0-9]+(?:[.,][0-9]+)*`)

// replaceNumber replaces one number of s that is not part of its title.
func replaceNumber(d *dice, s subject, by func(old string) string) string {
	spans := numberShape.FindAllStringIndex(s.text, -1)
	for _, i := range d.order(len(spans)) {
		old := s.text[spans[i][0]:spans[i][1]]
		if strings.Contains(s.label.Title, old) {
			continue
		}
		if n := by(old); n != "" && !slices.Contains(digits(s.text), n) {
			return s.text[:spans[i][0]] + n + s.text[spans[i][1]:]
		}
	}
	return ""
}

func numberInvented(d *dice, s subject) string {
	return replaceNumber(d, s, func(old string) string {
		n, err := strconv.Atoi(old)
		if err != nil {
			return ""
		}
		for range 20 {
			if other := strconv.Itoa(max(2, n+d.IntN(41)-20)); other != old && !slices.Contains(s.allNumbers, other) {
				return other
			}
		}
		return ""
	})
}

// otherDigits writes an invented year in the digits of another script or of
// another width, in which no number is seen by who looks for 0 to 9.
func otherDigits(d *dice, s subject) string {
	zero := []rune{'０', '٠', '۰', '०', '𝟎', '𝟘'}[d.IntN(6)]
	year := strings.Map(func(r rune) rune { return zero + r - '0' }, strconv.Itoa(1400+d.IntN(600)))
	return strings.TrimSuffix(s.text, ".") + map[string]string{"pt": ", em ", "en": ", in "}[s.lang] + year + "."
}

var yearsInWords = map[string][]string{
	"pt": {"mil quinhentos e vinte", "mil setecentos", "mil oitocentos e trinta e nove", "mil e seiscentos", "mil quatrocentos e noventa e um"},
	"en": {"fifteen-twenty", "seventeen hundred", "eighteen thirty-nine", "sixteen hundred", "fourteen ninety-one"},
}

// inWords adds an invented year in words.
func inWords(d *dice, s subject) string {
	return strings.TrimSuffix(s.text, ".") + map[string]string{"pt": ", em ", "en": ", in "}[s.lang] + d.pick(yearsInWords[s.lang]) + "."
}

// alike reports whether two numbers may be taken for each other: two years, or
// two numbers of the same length.
func alike(a, b string) bool { return len(a) == len(b) && a != b }

func numberFrom(d *dice, s subject, from []string) string {
	return replaceNumber(d, s, func(old string) string {
		for _, i := range d.order(len(from)) {
			for _, n := range digits(from[i]) {
				if alike(n, old) {
					return n
				}
			}
		}
		return ""
	})
}

func numberOfSentence(d *dice, s subject) string { return numberFrom(d, s, s.others) }

func numberOfWork(d *dice, s subject) string {
	return numberFrom(d, s, slices.DeleteFunc(slices.Clone(s.foreign), func(f string) bool {
		return slices.ContainsFunc(digits(f), func(n string) bool { return slices.Contains(s.ownNumbers, n) })
	}))
}

// numbersExchanged gives two years of one sentence each other's place.
func numbersExchanged(_ *dice, s subject) string {
	spans := yearShape.FindAllStringIndex(s.text, -1)
	if len(spans) != 2 {
		return ""
	}
	a, b := spans[0], spans[1]
	between := s.text[a[1]:b[0]]
	one, two := s.text[a[0]:a[1]], s.text[b[0]:b[1]]
	if one == two || len(strings.Fields(between)) < 3 || strings.Contains(s.label.Title, one) {
		return ""
	}
	return s.text[:a[0]] + two + between + one + s.text[b[1]:]
}

var yearShape = regexp.MustCompile(`\b1[0-9]{3}\b`)

var months = map[string][]string{
	"pt": strings.Fields("janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
	"en": strings.Fields("January February March April May June July August September October November December"),
}

var centuryShape = regexp.MustCompile(`(século |séculos |séc\. )([XVI]+)|\b(1[0-9])th( |-)century|\b(fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth)( |-)century`)

// dateInvented changes a month or a century, or gives a date where there is none.
func dateInvented(d *dice, s subject) string {
	for _, m := range months[s.lang] {
		if out := replaceWord(s.text, m, d.pick(without(months[s.lang], m))); out != s.text {
			return out
		}
	}
	if m := centuryShape.FindStringSubmatch(s.text); m != nil {
		switch {
		case m[2] != "":
			return strings.Replace(s.text, m[0], m[1]+d.pick(without([]string{"XII", "XIII", "XV", "XVI", "XVII", "XVIII", "XIX"}, m[2])), 1)
		case m[3] != "":
			return strings.Replace(s.text, m[0], d.pick(without([]string{"12", "13", "15", "16", "17", "18", "19"}, m[3]))+"th"+m[4]+"century", 1)
		default:
			return strings.Replace(s.text, m[0], d.pick(without([]string{"fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"}, m[5]))+m[6]+"century", 1)
		}
	}
	when := fmt.Sprintf("%d %s %d", 1+d.IntN(28), d.pick(months["en"]), 1400+d.IntN(600))
	if s.lang == "pt" {
		when = fmt.Sprintf("%d de %s de %d", 1+d.IntN(28), d.pick(months["pt"]), 1400+d.IntN(600))
	}
	return strings.TrimSuffix(s.text, ".") + map[string]string{"pt": ", em ", "en": ", on "}[s.lang] + when + "."
}

func without(list []string, x string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(y string) bool { return x == y })
}

// nameShape is two capitalised words or more that follow a word: a person's name
// or a place's, not the beginning of a sentence.
var nameShape = regexp.MustCompile(`(?:\p{Ll}|,) (\p{Lu}\p{Ll}+(?: (?:(?:de|da|do|dos|das|of|van|von|del|della|di|e) )?\p{Lu}\p{Ll}+)*)`)

// names are the names of a sentence with their places.
func names(s string) [][2]int {
	var out [][2]int
	for at := 0; ; {
		m := nameShape.FindStringSubmatchIndex(s[at:])
		if m == nil {
			return out
		}
		out = append(out, [2]int{at + m[2], at + m[3]})
		at += m[3] - 1
	}
}

var inventedNames = map[string][]string{
	"pt": {"Bernardo Salvaterra", "Tomás Figueira", "Leonor Quintela", "Aurélio Montemor", "Ponte da Barca", "Josefa Trancoso", "Vila do Bispo", "Casimiro Alvarenga"},
	"en": {"Edmund Hartwell", "Beatrice Langstone", "Tobias Merriweather", "Ashbourne Hall", "Wilhelmina Drake", "Cornelius Vane", "Thornbury", "Percival Stroud"},
}

func nameInvented(d *dice, s subject) string {
	return replaceName(d, s, func(string) string { return d.pick(inventedNames[s.lang]) })
}

// unseenName writes an invented name with characters inside that have no width, or
// with letters of another script that look the same.
func unseenName(d *dice, s subject) string {
	return replaceName(d, s, func(string) string {
		name := d.pick(inventedNames[s.lang])
		if d.IntN(2) == 0 {
			return strings.NewReplacer("a", "а", "o", "о", "e", "е").Replace(name) // Cyrillic
		}
		return name[:2] + d.pick([]string{"\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff"}) + name[2:]
	})
}

func replaceName(d *dice, s subject, by func(old string) string) string {
	spans := names(s.text)
	for _, i := range d.order(len(spans)) {
		old := s.text[spans[i][0]:spans[i][1]]
		if isCommonName(old, s.lang) || sharesWord(old, s.label.Title) {
			continue
		}
		if n := by(old); n != "" && !strings.Contains(s.text, n) {
			return s.text[:spans[i][0]] + n + s.text[spans[i][1]:]
		}
	}
	return ""
}

// isCommonName are capitalised words that name nobody: months, days, peoples.
func isCommonName(s, lang string) bool {
	return slices.Contains(months[lang], s) || !strings.Contains(s, " ") && (strings.HasSuffix(s, "ese") || strings.HasSuffix(s, "ish") || strings.HasSuffix(s, "an"))
}

func sharesWord(a, b string) bool {
	for _, w := range strings.Fields(a) {
		if len(w) > 3 && strings.Contains(b, w) {
			return true
		}
	}
	return false
}

// personShape is a name of two words or more that is no institution's.
var institution = regexp.MustCompile(`Muse|Galer|Galler|Academ|Palác|Palace|Igreja|Church|Mosteiro|Monaster|Convent|Biblio|Librar|Funda|Found|Escola|School|Universi|Nacional|National|Casa|Collection|Coleç|Institut|Cathedral|Sé `)

// nameFrom takes a name of the same shape: of one word for one, a person's for a
// person's.
func nameFrom(d *dice, s subject, from []string) string {
	return replaceName(d, s, func(old string) string {
		for _, i := range d.order(len(from)) {
			for _, span := range names(from[i]) {
				n := from[i][span[0]:span[1]]
				if strings.Contains(n, " ") == strings.Contains(old, " ") && institution.MatchString(n) == institution.MatchString(old) &&
					!sharesWord(n, old) && !sharesWord(old, n) && !sharesWord(n, s.label.Title) && !isCommonName(n, s.lang) {
					return n
				}
			}
		}
		return ""
	})
}

func nameOfSentence(d *dice, s subject) string { return nameFrom(d, s, s.others) }
func nameOfWork(d *dice, s subject) string {
	return nameFrom(d, s, slices.DeleteFunc(slices.Clone(s.foreign), func(f string) bool {
		return slices.ContainsFunc(names(f), func(n [2]int) bool { return strings.Contains(s.own, f[n[0]:n[1]]) })
	}))
}

// inventedSource leans a claim on a source that is not there.
func inventedSource(d *dice, s subject) string {
	return strings.TrimSuffix(inventedClaim(d, s), ".") + fmt.Sprintf(" [%d].", 40+d.IntN(50))
}

var negatable = map[string]*regexp.Regexp{
	"pt": regexp.MustCompile(` (é|foi|são|foram|está|estão|tem|pertence|mostra|representa|morreu|nasceu|pintou|mede|fez|veio|vieram|chegou|ficou|era|eram|deu|teve) `),
	"en": regexp.MustCompile(` (was|is|were|are|has been|have been|had|can|could) `),
}

var negation = map[string]*regexp.Regexp{
	"pt": regexp.MustCompile(`(?i)\b(não|nunca|nem|sem|nenhum|nenhuma|ninguém|nada)\b`),
	"en": regexp.MustCompile(`(?i)\b(not|never|no|nor|without|none|nobody|nothing|neither)\b`),
}

func negated(d *dice, s subject) string {
	m := negatable[s.lang].FindStringSubmatchIndex(s.text)
	if m == nil || negation[s.lang].MatchString(s.text) {
		return ""
	}
	if s.lang == "pt" {
		return s.text[:m[2]] + d.pick([]string{"não ", "nunca "}) + s.text[m[2]:]
	}
	return s.text[:m[3]] + d.pick([]string{" not", " never"}) + s.text[m[3]:]
}

var verbBetween = regexp.MustCompile(`^(?:[^,;:]* )?(?:pintou|fez|ofereceu|deu|comprou|vendeu|encomendou|encomendado a|mandou|retratou|ensinou|doou|by|to|painted|made|gave|bought|sold|commissioned|taught|from|married|succeeded|por|pelo|pela)\b[^;:]*$`)

// rolesExchanged gives two names of a sentence each other's place.
func rolesExchanged(_ *dice, s subject) string {
	spans := names(s.text)
	if maker := s.label.Maker; maker != "" && strings.HasPrefix(s.text, maker+" ") {
		spans = slices.DeleteFunc(spans, func(n [2]int) bool { return n[0] < len(maker) })
		spans = slices.Insert(spans, 0, [2]int{0, len(maker)})
	}
	for i := range len(spans) - 1 {
		a, b := spans[i], spans[i+1]
		one, two, between := s.text[a[0]:a[1]], s.text[b[0]:b[1]], s.text[a[1]:b[0]]
		if one == two || sharesWord(one, two) || sharesWord(two, one) || isCommonName(one, s.lang) || isCommonName(two, s.lang) || !verbBetween.MatchString(between) {
			continue
		}
		return s.text[:a[0]] + two + between + one + s.text[b[1]:]
	}
	return ""
}

// opposites are words that make a sentence false when one stands for the other.
var opposites = map[string][][2]string{
	"pt": {
		{"maior", "menor"}, {"primeira", "última"}, {"primeiro", "último"}, {"óleo", "têmpera"}, {"bronze", "mármore"}, {"mármore", "bronze"}, {"ouro", "prata"}, {"prata", "cobre"},
		{"madeira", "pedra"}, {"pedra", "madeira"}, {"esquerda", "direita"}, {"direita", "esquerda"}, {"nasceu", "morreu"}, {"nascido", "falecido"}, {"azul", "vermelho"}, {"branco", "preto"},
		{"vermelho", "verde"}, {"mulher", "criança"}, {"mulheres", "crianças"}, {"rei", "papa"}, {"antes", "depois"}, {"seda", "lã"}, {"barro", "vidro"}, {"pai", "irmão"}, {"filho", "pai"},
		{"vendeu", "roubou"}, {"comprou", "roubou"}, {"comprada", "roubada"}, {"comprado", "roubado"}, {"metros", "quilómetros"}, {"centímetros", "metros"},
	},
	"en": {
		{"largest", "smallest"}, {"first", "last"}, {"oil", "tempera"}, {"bronze", "marble"}, {"marble", "bronze"}, {"gold", "silver"}, {"silver", "copper"}, {"wood", "stone"},
		{"left", "right"}, {"right", "left"}, {"born", "buried"}, {"died", "was born"}, {"blue", "red"}, {"white", "black"}, {"red", "green"}, {"woman", "child"}, {"women", "children"},
		{"king", "pope"}, {"before", "after"}, {"silk", "wool"}, {"clay", "glass"}, {"father", "brother"}, {"son", "father"}, {"bought", "stole"}, {"sold", "stole"}, {"metres", "kilometres"},
		{"centimetres", "metres"}, {"ivory", "wood"}, {"glass", "bronze"},
	},
}

func turned(d *dice, s subject) string {
	for _, i := range d.order(len(opposites[s.lang])) {
		pair := opposites[s.lang][i]
		if out := replaceWord(s.text, pair[0], pair[1]); out != s.text && !strings.Contains(s.text, pair[1]) {
			return out
		}
	}
	return ""
}

// clauses are invented: no note of any work says them.
var clauses = map[string][]string{
	"pt": {
		"e foi mais tarde roubada por um criado", "que o artista considerava a sua melhor obra", "depois de um sonho que o perturbou", "e foi escondida durante a guerra",
		"o que provocou um grande escândalo na corte", "com a ajuda dos seus aprendizes", "apesar da oposição da família", "e por isso foi condenado pela Inquisição",
		"que acabou por ser vendida num leilão", "inspirado por uma lenda popular", "e hoje está avaliada numa fortuna", "por amor a uma dançarina",
	},
	"en": {
		"and was later stolen by a servant", "which the artist considered his finest work", "after a dream that troubled him", "and was hidden during the war",
		"which caused a great scandal at court", "with the help of his apprentices", "despite the opposition of the family", "and was condemned by the Inquisition for it",
		"and was eventually sold at auction", "inspired by a popular legend", "and is now worth a fortune", "out of love for a dancer",
	},
}

func halfTrue(d *dice, s subject) string {
	return strings.TrimSuffix(s.text, ".") + ", " + d.pick(clauses[s.lang]) + "."
}

var leads = map[string][]string{
	"pt": {"Roubada duas vezes do palácio, ", "Escondida durante a guerra, ", "Feita à pressa para pagar uma dívida, ", "Inspirada por uma lenda popular, "},
	"en": {"Stolen from the palace more than once, ", "Hidden during the war, ", "Made in haste to pay a debt, ", "Inspired by a popular legend, "},
}

func halfTrueFirst(d *dice, s subject) string { return d.pick(leads[s.lang]) + lowered(s.text) }

var claims = map[string][]string{
	"pt": {
		"A obra foi restaurada há pouco tempo por uma equipa internacional.", "É a peça mais valiosa de toda a coleção.", "Os visitantes costumam deixar flores diante dela.",
		"O artista trabalhou nela até ficar cego.", "Diz a lenda que traz sorte a quem lhe toca.", "Foi encomendada por uma rainha viúva.", "Esteve perdida durante décadas num sótão.",
		"Serviu de modelo a muitos pintores estrangeiros.", "O quadro esconde um retrato por baixo da pintura.", "Foi feita em poucos dias.",
	},
	"en": {
		"The work was recently restored by an international team.", "It is the most valuable piece in the whole collection.", "Visitors often leave flowers in front of it.",
		"The artist worked on it until he went blind.", "Legend says that it brings luck to whoever touches it.", "It was commissioned by a widowed queen.", "It was lost for decades in an attic.",
		"It served as a model for many foreign painters.", "It hides a portrait beneath the surface.", "It was made in a few days.",
	},
}

func inventedClaim(d *dice, s subject) string { return d.pick(claims[s.lang]) }

var foreignClaims = []string{
	"Das Werk wurde im Krieg von Soldaten gestohlen.", "El artista murió en la miseria poco después.", "L'œuvre fut vendue à un collectionneur anglais.",
	"L'opera fu nascosta in una chiesa durante la guerra.", "Het schilderij werd gestolen door een knecht.", "Картина была украдена.", "この作品は王に贈られた。",
	"The painting was stolen by a servant of the king.", "A pintura foi roubada por um criado do rei.", "Der Künstler malte es für Wilhelm Brandt.",
}

func anotherLanguage(d *dice, _ subject) string { return d.pick(foreignClaims) }

// halfForeign goes on in another language.
func halfForeign(d *dice, s subject) string {
	half := d.pick(foreignClaims)
	return strings.TrimSuffix(s.text, ".") + ", " + lowered(half)
}
