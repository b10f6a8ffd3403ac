package text

import (
	"strings"
	"unicode"
)

// The tables below are in lower case, with their accents ("pe" is Padre, "pé" a
// foot), Portuguese, English, Spanish, French, Italian and German side by side.

// beforeName are abbreviations with a name or more text behind them. A sentence
// does not end there unless the next word is one that begins sentences.
var beforeName = wordSet(`
	dr dra drs sr sra srs sres prof profa profs eng arq arqt fr frei pe rev rvdo mons msgr mgr exmo exma excmo ilmo dna
	st sts sta sto ste ss sant hl mr mrs ms messrs mme mlle hr frl sig dott avv cav ing capt maj sgt lt gov gen col alm
	srta ntra nsa nra av avda trav mt vs cf cfr vd vgl bzw cit ob op ex inv coord dir trad atrib attr eds ibid
	ca env aprox approx dep inscr obs ed hon
`)

// beforeNumber are those that stand before a number only; elsewhere they are
// plain words ("no", "art", "set"), or may end a sentence ("et al.").
var beforeNumber = wordSet(`
	no nos nº n° nr nro num núm numb pp pag pág pags págs pg vv fot ff fl fls fol fols vol vols tom tomo liv cap caps chap ch
	fig figs est lam lám tav taf abb pl plate ill il sec séc secs sécs saec jh art arts par tít doc docs ms mss cod cód cx sala
	cat ref al geb gest nat nasc fal rest str alt larg comp diam diám dim dims esp med max máx min mín tel ext circa
	jan fev feb mar abr apr mai may jun jul ago aug set sep sept out oct okt nov dez dec dic ene gen giu lug ott fevr févr janv juil avr
`)

// endings are abbreviations with inner stops that a sentence often ends with.
// Before a capital they end it.
var endings = wordSet(`a.c d.c e.c a.e.c d.e.c b.c a.d b.c.e c.e n.chr v.chr n.c v.c a.m p.m s.a`)

// openers are words that begin sentences and no names, folded.
var openers = wordSet(`
	o a os as um uma em no na nos nas este esta estes estas esse essa ele ela eles elas foi e era tem ao aos quando depois segundo por para com sao
	the it its he she his her they this that these those in on at an there here when after from with was is if for but and
	los las una unos unas es fue en al su sus cuando despues por
	les une il ils elle elles ce cette ces son sa ses dans au aux en  apres quand
	gli lo uno nel nella suo sua e fu dopo quando
	der das die ein eine er sie es im am ihr sein seine nach als auf bei
`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(s) {
		set[word] = true
	}
	return set
}

// abbreviates reports whether the full stop at i belongs to an abbreviation, a
// name's initial or an ordinal. The next word begins at rune next.
func (c *sentenceCutter) abbreviates(i, next int) bool {
	start := c.tokenStart(i)
	token := strings.ToLower(string(c.runes[start:i]))
	switch {
	case token == "":
		return false
	case c.brackets > 0 && (c.at(start-1) == '(' || c.at(start-1) == '['): // "(Ch. Kinkao)"
		return true
	case isNumber(token) || isRoman(c.runes[start:i]) && i-start > 1:
		return c.numbers(start, i, next)
	case strings.Contains(token, "."):
		return !endings[token] && shortParts(token) && !c.opens(next)
	case i-start == 1:
		return c.isInitial(i-1, next)
	case beforeName[token] && !c.opens(next):
		return true
	}
	return beforeNumber[token] && c.isFigure(next)
}

// longestToken is how far back an abbreviation may begin.
const longestToken = 12

// tokenStart is where the word, or the abbreviation with inner stops, begins
// that ends at i.
func (c *sentenceCutter) tokenStart(i int) int {
	start := i
	for start > c.start && i-start <= longestToken {
		r := c.runes[start-1]
		inner := (r == '.' || r == '-') && start < i && unicode.IsLetter(c.runes[start])
		if !inner && !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '°' {
			break
		}
		start--
	}
	return start
}

// numbers reports whether the stop behind a number makes it an ordinal: at the
// beginning of a list item, or in German before the words below.
func (c *sentenceCutter) numbers(start, i, next int) bool {
	if c.firstInSentence(start) {
		return i-start <= 3
	}
	return i-start <= 2 && germanCounted[Fold(c.wordAt(next))]
}

// firstInSentence reports whether nothing but space stands before rune i in its
// sentence.
func (c *sentenceCutter) firstInSentence(i int) bool {
	for i > c.start && unicode.IsSpace(c.runes[i-1]) {
		i--
	}
	return i == c.start
}

// germanCounted are what German ordinals count: "am 5. Mai", folded.
var germanCounted = wordSet(`januar februar marz april mai juni juli august september oktober november dezember
	jahrhundert jahrhunderts jh jhd jhdt jahrtausend jahrtausends weltkrieg weltkriegs auflage band stock saal raum bis und oder halfte viertel drittel`)

// isInitial reports whether the single letter at i and its stop are an initial,
// "J. M. W. Turner", or an abbreviation, "S. Vicente", "c. 1500", and not the
// last word of a sentence: "D. João V.", "15 m.", "44 a. C.", "o ponto A.".
func (c *sentenceCutter) isInitial(i, next int) bool {
	letter := c.runes[i]
	before := c.tokenBefore(i)
	switch {
	case unicode.IsDigit(letter):
		return false
	case unicode.IsLower(letter):
		isUnit := strings.ContainsRune("mglh", letter) && isNumber(before)
		isGenitive := strings.ContainsRune("'’", c.at(i-1)) // "the 1870's."
		return !isUnit && !isGenitive && !c.opens(next)
	case letter == 'C' && (before == "a." || before == "d."):
		return false
	case c.at(next+1) == '.': // another initial
		return true
	case strings.ContainsRune("IVX", letter) && c.isRegnal(before, i):
		return false
	}
	return !c.opens(next)
}

// tokenBefore is the word before the one at i, with its stop.
func (c *sentenceCutter) tokenBefore(i int) string {
	end := i
	for end > c.start && unicode.IsSpace(c.runes[end-1]) {
		end--
	}
	start := end
	for start > c.start && !unicode.IsSpace(c.runes[start-1]) && end-start <= longestToken {
		start--
	}
	return strings.TrimLeft(string(c.runes[start:end]), "(«“\"")
}

// isRegnal reports whether the letter at i is the number of a century or of the
// king, queen or pope called before.
func (c *sentenceCutter) isRegnal(before string, i int) bool {
	folded := Fold(before)
	if reigned[folded] || centuries[folded] {
		return true
	}
	named := i - len([]rune(before)) - 1
	return reignTitles[Fold(c.tokenBefore(max(c.start, named)))]
}

var (
	reigned = wordSet(`joao jose luis pedro carlos miguel manuel afonso sancho fernando sebastiao henrique filipe duarte dinis maria
		john joseph louis peter charles philip henry edward george william james elizabeth mary francis frederick napoleon
		juan alfonso enrique felipe isabel leopold wilhelm ludwig friedrich karl franz heinrich otto georg napoleao
		guillaume francois henri umberto vittorio carlo filippo pio pius pie leao leo leon paulo paul pablo paolo
		bento benedict clemente clement urbano urban sisto sixtus alexandre alexander gregorio gregory inocencio innocent julio julius`)
	centuries   = wordSet(`seculo sec sec. siglo s. secolo siecle century saeculum`)
	reignTitles = wordSet(`d. dom don rei rainha rey reina roi reine re regina king queen papa pope pape papst konig konigin kaiser emperor imperador czar tsar`)
)

// opens reports whether the word at rune i begins a sentence rather than a name.
func (c *sentenceCutter) opens(i int) bool {
	return openers[Fold(c.wordAt(i))]
}

// wordAt is the word that begins at rune i, as far as a table's word may reach.
func (c *sentenceCutter) wordAt(i int) string {
	end := i
	for end < len(c.runes) && unicode.IsLetter(c.runes[end]) && end-i <= longestToken {
		end++
	}
	return string(c.runes[min(i, end):end])
}

// isFigure reports whether a number, Arabic or Roman, begins at rune i.
func (c *sentenceCutter) isFigure(i int) bool {
	return unicode.IsDigit(c.at(i)) || isRoman([]rune(c.wordAt(i)))
}

func isRoman(word []rune) bool {
	for _, r := range word {
		if !strings.ContainsRune("IVXLCDM", r) {
			return false
		}
	}
	return len(word) > 0
}

func isNumber(token string) bool {
	for i := range len(token) {
		if !isDigit(token[i]) && token[i] != '.' && token[i] != ',' {
			return false
		}
	}
	return token != ""
}

// shortParts reports whether no part of "p.ex" or "J.M.W" is longer than an
// abbreviation's, as those of an address are.
func shortParts(token string) bool {
	for part := range strings.SplitSeq(token, ".") {
		if len(part) > 3 {
			return false
		}
	}
	return true
}
