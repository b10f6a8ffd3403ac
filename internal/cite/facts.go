package cite

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cicerone/internal/text"
)

// word is one word or number of a text.
type word struct {
	written string
	folded  string
	term    string // folded, as text.Terms has it; "" for a stop word
	start   int    // byte offset
	opens   bool   // begins its sentence
	must    bool   // of the must-stand list
	listed  bool   // behind a comma
	clitic  bool   // a pronoun hangs on it, so that it is a verb: "pensa-se"
}

// number reports whether the word is written in digits.
func (w word) number() bool { return w.written[0] >= '0' && w.written[0] <= '9' }

// capital reports whether the word begins with a capital letter.
func (w word) capital() bool {
	for _, r := range w.written {
		return unicode.IsUpper(r) || unicode.IsTitle(r)
	}
	return false
}

// wordShape is a number with its separators, or a run of letters. Apostrophes
// divide, so that "l'Inferno" and "king's" hold their names whole.
var wordShape = regexp.MustCompile(`[0-9]+(?:[.,'\x{a0}\x{202f}][0-9]+)*|[\p{L}\p{M}]+`)

// split cuts a text into words.
func split(s string) []word {
	var all []word
	opens := true
	last := 0
	for _, span := range wordShape.FindAllStringIndex(s, -1) {
		between := s[last:span[0]]
		opens = opens || strings.ContainsAny(between, ":;!?…\n") || opensQuotation(between)
		w := word{written: s[span[0]:span[1]], start: span[0], opens: opens, listed: strings.Contains(between, ",")}
		w.folded = text.Fold(w.written)
		w.term = termOf(w.folded)
		w.clitic = cliticShape.MatchString(s[span[1]:])
		all = append(all, w)
		opens, last = false, span[1]
	}
	return all
}

var cliticShape = regexp.MustCompile(`^-(se|lhes?|[oa]s?|l[oa]s?|n[oa]s?)\b`)

// opensQuotation reports whether a quotation begins between two words: its first
// word has a capital and need not be a name.
func opensQuotation(between string) bool {
	return strings.ContainsAny(between, "«“„\"")
}

// The numbers of a text are compared as strings of one form: "1506", "1.82",
// "century 16", "regnal 5".
const (
	centuryPrefix = "century "
	regnalPrefix  = "regnal "
)

// numbersOf returns the numbers in ws, which come from s, in their one form,
// with the byte offset of each.
func numbersOf(s, lang string, ws []word) map[string]int {
	found := map[string]int{}
	taken := centuriesOf(lang, ws, found)
	for i, w := range ws {
		if taken[i] {
			continue
		}
		if n, ok := numeral(s, ws, i); ok {
			found[n] = w.start
		} else if n, last, ok := numberWord(lang, ws, i); ok {
			found[n] = w.start
			for j := i; j <= last; j++ {
				taken[j] = true
			}
		} else if n := roman(w.written); n > 0 && i > 0 && ws[i-1].capital() && s[ws[i-1].start+len(ws[i-1].written):w.start] == " " {
			found[regnalPrefix+strconv.Itoa(n)] = w.start
		}
	}
	return found
}

// numberWord reads a number in words that begins at word i, and says which word
// is its last: "vinte e três", "fifty-eight". A capital inside a sentence makes
// it a name.
func numberWord(lang string, ws []word, i int) (n string, last int, ok bool) {
	if !ws[i].opens && ws[i].capital() {
		return "", i, false
	}
	if n, ok = words.number("numbers", lang, ws[i].folded); !ok {
		return "", i, false
	}
	if i+1 < len(ws) && dozens[ws[i+1].folded] > 0 {
		if units, err := strconv.Atoi(n); err == nil {
			return strconv.Itoa(units * dozens[ws[i+1].folded]), i + 1, true
		}
	}
	tens, err := strconv.Atoi(n)
	if err != nil || tens < 20 || tens%10 != 0 || tens > 90 {
		return n, i, true
	}
	j := i + 1
	if j < len(ws) && numberJoins[ws[j].folded] {
		j++
	}
	if j < len(ws) {
		units, _ := words.number("numbers", lang, ws[j].folded)
		for n, word := range []map[string]bool{1: ones, 2: twos[lang]} {
			if word[ws[j].folded] {
				units = strconv.Itoa(n)
			}
		}
		if n, err := strconv.Atoi(units); err == nil && n < 10 {
			return strconv.Itoa(tens + n), j, true
		}
	}
	return n, i, true
}

// dozens are what is counted by them, in small letters: "três dezenas" are thirty.
var dozens = map[string]int{
	"dezenas": 10, "decenas": 10, "dizaines": 10, "decine": 10, "duzias": 12, "dozen": 12, "docenas": 12, "douzaines": 12, "dozzine": 12, "dutzend": 12, "score": 20,
}

// numberJoins stand between tens and units.
var numberJoins = setOf("e y et und")

// ones and twos are the words for one and two, folded. A source that says "two"
// has the number 2; an answer that says it need not find it again, as there are
// too many ways to say it: "both", "a pair".
var (
	ones = setOf("um uma one uno una un une ein")
	twos = map[string]map[string]bool{
		"pt": setOf("dois duas ambos ambas par"), "en": setOf("two both pair"), "es": setOf("dos ambos ambas"),
		"fr": setOf("deux"), "it": setOf("due entrambi"), "de": setOf("zwei beide beiden"),
	}
)

var (
	hourBefore = regexp.MustCompile(`^\s?[hH:]\s?$`)
	yearEnd    = regexp.MustCompile(`^[–/-]$`)
	afternoon  = regexp.MustCompile(`^\s?(?i:pm|p\.m\.)`)
)

// numeral returns word i as a number when it is written in digits. "10h00" is 10,
// "6 pm" is 18 and the second year of "1520–25" is 1525.
func numeral(s string, ws []word, i int) (string, bool) {
	w := ws[i]
	if !w.number() {
		return "", false
	}
	n := oneForm(w.written)
	end := w.start + len(w.written)
	if afternoon.MatchString(s[end:]) {
		if hour, err := strconv.Atoi(n); err == nil && hour < 12 {
			return strconv.Itoa(hour + 12), true
		}
	}
	for back := 1; back <= 2 && i >= back; back++ {
		p := ws[i-back]
		if !p.number() {
			continue
		}
		between := s[p.start+len(p.written) : w.start]
		if n == "0" && hourBefore.MatchString(between) {
			return "", false
		}
		if len(p.written) == 4 && len(w.written) == 2 && yearEnd.MatchString(between) {
			return p.written[:2] + w.written, true
		}
		break
	}
	return n, true
}

// oneForm writes a number without thousands separators, with a point for the
// decimals and no idle zeros: "1.506" and "1 506" are 1506, "2,40" is 2.4.
func oneForm(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	whole, decimals := parts[0], ""
	for _, p := range parts[1:] {
		switch {
		case len(p) == 3 && len(parts[0]) <= 3 && parts[0] != "0":
			whole += p
		default:
			decimals += p
		}
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if decimals = strings.TrimRight(decimals, "0"); decimals != "" {
		return whole + "." + decimals
	}
	return whole
}

// centuryBefore and centuryAfter are the words for a century, folded, with the
// number after it ("século XVI") or before it ("16th century"). Italian does both.
var (
	centuryAfter  = setOf("seculo seculos sec siglo siglos secolo secoli")
	centuryBefore = setOf("century centuries siecle siecles jahrhundert jahrhunderts jahrhunderte jahrhunderten secolo secoli jh jhs")
	centuryJoins  = setOf("e and y et und to a or ou the o of th st nd rd eme e iem ieme º ao do al")
)

// manyCenturies behind a number in digits are counted by it; which ones they are is
// told by an ordinal: "19th".
var manyCenturies = setOf("centuries seculos siglos siecles secoli jahrhunderte jahrhunderten")

// centuryReach is how many words from its numbers a century may stand:
// "séculos XV e XVI" has three.
const centuryReach = 4

// centuriesOf finds centuries, puts them into found and returns the words it read.
func centuriesOf(lang string, ws []word, found map[string]int) map[int]bool {
	taken := map[int]bool{}
	take := func(i int) bool {
		if ws[i].number() && i+1 < len(ws) && manyCenturies[ws[i+1].folded] {
			return false // "2 centuries" counts them
		}
		n, ok := ordinal(lang, ws[i])
		if ok {
			found[centuryPrefix+n] = ws[i].start
			taken[i] = true
		}
		return ok || centuryJoins[ws[i].folded]
	}
	for i, w := range ws {
		before := len(found)
		if centuryAfter[w.folded] {
			for j := i + 1; j < min(len(ws), i+1+centuryReach) && take(j); j++ {
			}
		}
		if centuryBefore[w.folded] && len(found) == before {
			for j := i - 1; j >= max(0, i-centuryReach) && take(j); j-- {
			}
		}
	}
	return taken
}

// lastCentury is the largest number read as a century.
const lastCentury = 21

// ordinal reads a century's number: XVI, XVIe, 16, 16th, sixteenth.
func ordinal(lang string, w word) (string, bool) {
	if w.number() {
		n, err := strconv.Atoi(w.written)
		return strconv.Itoa(n), err == nil && n >= 1 && n <= lastCentury
	}
	if n := romanOrdinal(w.written); n > 0 && n <= lastCentury {
		return strconv.Itoa(n), true
	}
	return words.number("centuries", lang, w.folded)
}

var romanShape = regexp.MustCompile(`^(X{0,3})(IX|IV|V?I{0,3})$`)

// roman reads a Roman numeral in capitals up to XXXIX, 0 when it is none.
func roman(s string) int {
	m := romanShape.FindStringSubmatch(s)
	if s == "" || m == nil {
		return 0
	}
	units := map[string]int{"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
	return 10*len(m[1]) + units[m[2]]
}

// romanOrdinal reads a Roman numeral that may carry an ending: XIX, XIXe, XIXème.
func romanOrdinal(s string) int { return roman(strings.TrimRight(s, "eèmºª")) }

// hasNumber reports whether n stands among numbers. A century also stands when
// one of its years does: 1506 is in the 16th.
func hasNumber(numbers map[string]int, n string) bool {
	if _, ok := numbers[n]; ok {
		return true
	}
	century, ok := strings.CutPrefix(n, centuryPrefix)
	if !ok {
		return false
	}
	for m := range numbers {
		if year, err := strconv.Atoi(m); err == nil && year > 100 && strconv.Itoa((year+99)/100) == century {
			return true
		}
	}
	return false
}

// name is a run of capitalised words: "Vasco da Gama" is two words of one run.
type name struct {
	words  []word
	behind []word // that follow in small letters, without stop words: they may belong to a title
}

// namesOf finds the names among ws. known says whether a word that begins the
// sentence is certainly no name. German writes every noun with a capital: there
// only two capitals in a row make a name.
func namesOf(lang string, ws []word, known func(word) bool) []name {
	var names []name
	var run []word
	flush := func() {
		if len(run) > 1 || len(run) == 1 && lang != "de" {
			names = append(names, name{words: run})
		}
		run = nil
	}
	for _, w := range ws {
		if w.opens { // a quotation begins another name
			flush()
		}
		switch {
		case w.number() || len(w.folded) < 2 || romanOrdinal(w.written) > 0:
			continue
		case len(run) > 0 && (particles[w.folded] || text.IsStopIn(w.folded, lang) && w.capital()):
			continue
		case w.capital() && !text.IsStopIn(w.folded, lang) && !(w.opens && notAName(w, known)):
			run = append(run, w)
		default:
			flush()
		}
	}
	flush()
	for i := range names {
		names[i].behind = smallBehind(lang, ws, names[i])
	}
	return names
}

// mostBehind is how many small words of a title are looked for behind its first.
const mostBehind = 4

// smallBehind are the words of a sentence that follow a name in small letters.
func smallBehind(lang string, ws []word, n name) []word {
	var out []word
	last := n.words[len(n.words)-1].start
	for _, w := range ws {
		if w.start > last && len(out) < mostBehind && !text.IsStopIn(w.folded, lang) {
			out = append(out, w)
		}
	}
	return out
}

// particles stand inside names: "Vasco da Gama", "Leonardo da Vinci", "van Gogh".
var particles = setOf("da de do das dos e d del della di la le van von der den du of the")

// notAName reports whether w, which begins a sentence with a capital, is an
// ordinary word there.
func notAName(w word, known func(word) bool) bool {
	if openers[w.folded] || generic[w.folded] || known(w) {
		return true
	}
	if w.clitic {
		return true
	}
	for _, ending := range []string{"mente", "ly", "ando", "endo", "indo", "ing", "ment"} {
		if strings.HasSuffix(w.folded, ending) {
			return true
		}
	}
	return false
}

// makersIn returns the names that a text says made something: before a verb of
// making ("Gil Vicente made") or after its participle and "by" ("feita pelo
// ourives Gil Vicente").
func makersIn(ws []word, names []name) []name {
	at := map[int]int{}
	for i, w := range ws {
		at[w.start] = i
	}
	var makers []name
	for _, run := range names {
		first, last := at[run.words[0].start], at[run.words[len(run.words)-1].start]
		for last+1 < len(ws) && roman(ws[last+1].written) > 0 {
			last++
		}
		if last+1 < len(ws) && madeActive[ws[last+1].folded] || madeByBefore(ws[:first]) {
			makers = append(makers, run)
		}
	}
	return makers
}

// madeByReach is how many words "by" may stand before a name ("by the Roman
// goldsmith X") and the participle before that ("painted in 1506 by").
const madeByReach = 4

func madeByBefore(ws []word) bool {
	for i := len(ws) - 1; i >= max(0, len(ws)-madeByReach); i-- {
		if ofWhom[ws[i].folded] {
			return false
		}
		if madeBy[ws[i].folded] {
			return slices.ContainsFunc(ws[max(0, i-madeByReach):i], func(w word) bool { return madePassive[w.folded] })
		}
	}
	return false
}
