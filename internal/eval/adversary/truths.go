package adversary

import (
	"regexp"
	"strings"

	"cicerone/internal/text"
)

// truths are the ways to say a sentence of the notes without making it false.
var truths = []writer{
	{"quotation", quotation, false},
	{"opening words", openingWords, false},
	{"shortened", shortened, true},
	{"joined", joined, false},
	{"reworded", reworded, true},
	{"reordered", reordered, true},
	{"numbers written otherwise", renumbered, true},
	{"by template", templated, true},
}

func quotation(_ *dice, s subject) string { return s.text }

var openings = map[string][]string{
	"pt": {"Segundo as notas, ", "De acordo com os curadores, ", "Como dizem as notas, ", "Sim, "},
	"en": {"According to the notes, ", "According to the curators, ", "As the notes say, ", "Yes, "},
}

// openingWords leaves out sentences whose first word may be a name or not: nobody
// writes "According to the notes, Early ones were small."
func openingWords(d *dice, s subject) string {
	if lowered(s.text) == s.text && !strings.HasPrefix(s.text, s.label.Title) && !strings.HasPrefix(s.text, s.label.Maker) {
		return ""
	}
	return d.pick(openings[s.lang]) + lowered(s.text)
}

// lowered begins a sentence with a small letter where its first word is an
// article, a preposition or a pronoun.
func lowered(s string) string {
	first, rest, _ := strings.Cut(s, " ")
	if text.IsStop(text.Fold(first)) && first != "I" {
		return strings.ToLower(first) + " " + rest
	}
	return s
}

var lastClause = regexp.MustCompile(`^(.{30,}?\p{Ll}), (?:e|que|onde|com|and|which|where|who|with|when|quando|de modo que|so that) .+\.$`)

// shortened leaves out the last clause.
func shortened(_ *dice, s subject) string {
	m := lastClause.FindStringSubmatch(s.text)
	if m == nil || strings.ContainsAny(m[1], "«“\"(") {
		return ""
	}
	return m[1] + "."
}

// joined says two neighbouring sentences as one.
func joined(d *dice, s subject) string {
	if s.next == "" || len(s.text)+len(s.next) > mostRunes {
		return ""
	}
	between := d.pick([]string{"; ", map[string]string{"pt": ", e ", "en": ", and "}[s.lang]})
	if between != "; " && lowered(s.next) == s.next {
		between = "; "
	}
	return strings.TrimSuffix(s.text, ".") + between + lowered(s.next)
}

// wordings are pairs of words that mean the same in notes on works of art.
var wordings = map[string][][2]string{
	"pt": {
		{"feita", "realizada"}, {"feito", "realizado"}, {"mostra", "representa"}, {"morreu", "faleceu"}, {"construído", "edificado"}, {"construída", "edificada"},
		{"comprada", "adquirida"}, {"comprado", "adquirido"}, {"comprou", "adquiriu"}, {"cerca de", "por volta de"}, {"ofereceu", "doou"}, {"oferecida", "doada"},
		{"vê-se", "pode ver-se"}, {"também", "igualmente"}, {"hoje", "atualmente"}, {"mandou fazer", "encomendou"}, {"quadro", "pintura"},
		{"pertence ao", "faz parte do"}, {"começou", "iniciou"}, {"depois de", "após"}, {"encontrado", "descoberto"}, {"encontrada", "descoberta"}, {"muito", "bastante"},
		{"grande", "enorme"}, {"célebre", "famosa"}, {"conhecida", "famosa"}, {"pintou", "executou"},
	},
	"en": {
		{"made", "created"}, {"shows", "depicts"}, {"died", "passed away"}, {"built", "constructed"}, {"bought", "purchased"}, {"about", "around"}, {"gave", "donated"},
		{"began", "started"}, {"found", "discovered"}, {"also", "too"}, {"today", "now"}, {"painting", "picture"}, {"belongs to", "is part of"}, {"after", "following"},
		{"very", "extremely"}, {"large", "big"}, {"famous", "celebrated"}, {"best known", "most famous"}, {"painted", "executed"}, {"carved", "sculpted"}, {"commissioned", "ordered"},
		{"acquired", "obtained"}, {"represents", "depicts"}, {"depicts", "shows"}, {"probably", "likely"}, {"decorated", "adorned"}, {"ruler", "sovereign"}, {"vessel", "container"},
	},
}

// reworded replaces one word or two by others of the same meaning.
func reworded(d *dice, s subject) string {
	out, n := s.text, 0
	for _, i := range d.order(len(wordings[s.lang])) {
		pair := wordings[s.lang][i]
		if next := replaceWord(out, pair[0], pair[1]); next != out && n < 2 {
			out = next
			n++
		}
	}
	return unlessSame(out, s.text)
}

// replaceWord replaces the first whole word, or words, of s.
func replaceWord(s, old, by string) string {
	for at := 0; ; {
		i := strings.Index(s[at:], old)
		if i < 0 {
			return s
		}
		i += at
		if isEdge(s, i-1) && isEdge(s, i+len(old)) {
			return s[:i] + by + s[i+len(old):]
		}
		at = i + len(old)
	}
}

// isEdge reports whether byte i lies between words.
func isEdge(s string, i int) bool {
	return i < 0 || i >= len(s) || strings.IndexByte(" .,;:()\n«»\"'", s[i]) >= 0
}

func unlessSame(s, old string) string {
	if s == old {
		return ""
	}
	return s
}

var yearBehind = regexp.MustCompile(`^((?:The|It|He|She|A|O|As|Os|Foi|É)\b[^,;:()]{20,}) ((?:in|em) 1[0-9]{3})\.$`)

// reordered puts the year first.
func reordered(_ *dice, s subject) string {
	m := yearBehind.FindStringSubmatch(s.text)
	if m == nil {
		return ""
	}
	return strings.ToUpper(m[2][:1]) + m[2][1:] + ", " + lowered(m[1]) + "."
}

// numerals are pairs of ways to write one number.
var numerals = map[string][][2]string{
	"pt": {
		{"século XVI", "séc. XVI"}, {"século XVII", "século 17"}, {"século XIX", "séc. XIX"}, {"século XVIII", "séc. XVIII"}, {"século XV", "século quinze"},
		{"dois", "2"}, {"duas", "2"}, {"três", "3"}, {"quatro", "4"}, {"cinco", "5"}, {"seis", "6"}, {"sete", "7"}, {"oito", "8"}, {"nove", "9"}, {"dez", "10"}, {"doze", "12"},
		{"vinte", "20"}, {"trinta", "30"}, {"quarenta", "40"}, {"cinquenta e oito", "58"}, {"cem", "100"},
	},
	"en": {
		{"sixteenth century", "16th century"}, {"nineteenth century", "19th century"}, {"eighteenth century", "18th century"}, {"fifteenth century", "15th century"},
		{"seventeenth century", "17th century"}, {"16th century", "sixteenth century"}, {"19th century", "nineteenth century"}, {"twentieth century", "20th century"},
		{"two", "2"}, {"three", "3"}, {"four", "4"}, {"five", "5"}, {"six", "6"}, {"seven", "7"}, {"eight", "8"}, {"nine", "9"}, {"ten", "10"}, {"twelve", "12"}, {"twenty", "20"},
		{"thirty", "30"}, {"forty", "40"}, {"fifty-eight", "58"}, {"a hundred", "100"},
	},
}

func renumbered(d *dice, s subject) string {
	if m := thousands.FindString(s.text); m != "" {
		mark := map[string]string{"pt": ".", "en": ","}[s.lang]
		return strings.Replace(s.text, m, m[:len(m)-3]+mark+m[len(m)-3:], 1)
	}
	for _, i := range d.order(len(numerals[s.lang])) {
		pair := numerals[s.lang][i]
		if strings.Contains(s.text, pair[0]+" e ") || strings.Contains(s.text, " e "+pair[0]) { // "20 e três" is not written
			continue
		}
		if out := replaceWord(s.text, pair[0], pair[1]); out != s.text {
			return out
		}
	}
	return ""
}

// thousands is a number that is surely no year.
var thousands = regexp.MustCompile(`\b(?:[3-9][0-9]{3}|[0-9]{5,6})\b`)

var labelYear = regexp.MustCompile(`^1[0-9]{3}$`)

// templated says what the label says, where the sentence says it as well.
func templated(d *dice, s subject) string {
	l := s.label
	if !labelYear.MatchString(l.Date) || l.Maker == "" || strings.ContainsAny(l.Maker, "(,;") ||
		!strings.Contains(s.text, l.Date) || !strings.Contains(s.text, l.Maker) || !strings.Contains(s.text, l.Title) {
		return ""
	}
	return strings.NewReplacer("{t}", l.Title, "{m}", l.Maker, "{y}", l.Date).Replace(d.pick(map[string][]string{
		"pt": {"{t} é uma obra de {m}, de {y}.", "{m} fez {t} em {y}.", "A obra {t} foi feita por {m} em {y}."},
		"en": {"{t} is a work by {m}, from {y}.", "{m} made {t} in {y}.", "{t} was made by {m} in {y}."},
	}[s.lang]))
}
