package bench

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Note is a note that nobody wrote.
type Note struct {
	Lang, Title, Maker, Date, Inventory string
	Text                                string // paragraphs, parted by a blank line
}

// Writer writes notes that read like a collection's from afar: its words follow
// one another as in the samples, two at a time (Shannon's second-order word
// approximation), mostly as in two of them, so that a note has a subject; and some
// give way to names and numbers that are made up. So common words are common, and
// rare ones stay rare however many notes there are.
// It is safe for concurrent use.
type Writer struct {
	seed  uint64
	langs []string
	says  map[string]*chain   // as all samples
	about map[string][]*chain // as one of them
}

// NewWriter makes a writer out of sample texts, by language.
func NewWriter(seed uint64, langs []string, samples map[string][]string) (*Writer, error) {
	w := &Writer{seed: seed, langs: langs, says: map[string]*chain{}, about: map[string][]*chain{}}
	for _, lang := range langs {
		c := newChain()
		for _, s := range samples[lang] {
			one := newChain()
			one.learn(s)
			c.learn(s)
			if len(one.starts) > 0 {
				w.about[lang] = append(w.about[lang], one)
			}
		}
		if len(c.next) == 0 {
			return nil, fmt.Errorf("no sample texts in %s", lang)
		}
		w.says[lang] = c
	}
	return w, nil
}

// What a note is made of. A passage is cut at about 80 words (see text.Split), so
// that these make some eight.
const (
	paragraphs     = 6
	paragraphWords = 95
)

// Note is the i-th note, the same each time.
func (w *Writer) Note(i int) Note {
	draw := rand.New(rand.NewPCG(w.seed, uint64(i)))
	lang := w.langs[draw.IntN(len(w.langs))]
	who := [2]string{name(draw), name(draw)}
	n := Note{
		Lang: lang, Inventory: fmt.Sprintf("INV-%06d", i+1), Maker: who[0] + " " + who[1],
		Date: fmt.Sprint(1400 + draw.IntN(600)),
	}
	var text []string
	subjects := w.about[lang]
	subjects = []*chain{subjects[draw.IntN(len(subjects))], subjects[draw.IntN(len(subjects))]}
	for i := range paragraphs {
		text = append(text, w.says[lang].paragraph(draw, subjects[i%len(subjects)], who))
	}
	n.Text = strings.Join(text, "\n\n")
	first, _, _ := strings.Cut(n.Text, ". ")
	words := strings.Fields(first)
	n.Title = strings.Join(words[:min(5, len(words))], " ") + " " + name(draw)
	return n
}

// Question asks about a text in some of the words of one of its sentences, in
// their order. Numbers are left out.
func Question(draw *rand.Rand, text string) string {
	sentences := strings.Split(text, ". ")
	var out []string
	for range 10 {
		out = out[:0]
		words := strings.Fields(sentences[draw.IntN(len(sentences))])
		for _, word := range words {
			word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
			if utf8.RuneCountInString(word) < 4 || strings.ContainsFunc(word, unicode.IsDigit) || draw.IntN(3) == 0 {
				continue
			}
			if out = append(out, word); len(out) == questionWords {
				break
			}
		}
		if len(out) >= 3 {
			break
		}
	}
	return strings.Join(out, " ") + "?"
}

// questionWords is how many words of weight a question has at most: visitors' have
// three to eight.
const questionWords = 6

// chain knows which words follow each two.
type chain struct {
	next   map[[2]string][]string
	starts [][2]string
}

func newChain() *chain { return &chain{next: map[[2]string][]string{}} }

// after is a word that follows two: mostly as it does where the subject is spoken
// of. Empty: none ever did.
func (c *chain) after(draw *rand.Rand, subject *chain, at [2]string) string {
	followers := subject.next[at]
	if len(followers) == 0 || draw.IntN(10) == 0 {
		followers = c.next[at]
	}
	if len(followers) == 0 {
		return ""
	}
	return followers[draw.IntN(len(followers))]
}

func (c *chain) learn(sample string) {
	for paragraph := range strings.SplitSeq(sample, "\n\n") {
		words := strings.Fields(paragraph)
		for i := 0; i+2 < len(words); i++ {
			pair := [2]string{words[i], words[i+1]}
			if i == 0 || strings.HasSuffix(words[i-1], ".") {
				c.starts = append(c.starts, pair)
			}
			c.next[pair] = append(c.next[pair], words[i+2])
		}
	}
}

// paragraph is one of whole sentences, about paragraphWords long; who are people
// it may speak of.
func (c *chain) paragraph(draw *rand.Rand, subject *chain, who [2]string) string {
	var out []string
	at := subject.starts[draw.IntN(len(subject.starts))]
	out = append(out, at[0], at[1])
	for len(out) < paragraphWords || len(out) < 2*paragraphWords && !strings.HasSuffix(out[len(out)-1], ".") {
		word := c.after(draw, subject, at)
		if word == "" {
			at = subject.starts[draw.IntN(len(subject.starts))]
			out = append(out, at[0], at[1])
			continue
		}
		at = [2]string{at[1], word}
		out = append(out, renamed(draw, word, who))
	}
	text := strings.TrimRight(strings.Join(out, " "), ".,;:") + "."
	return text
}

// renamed is a word of the sample, or what takes its place: another number for
// most numbers, another name for half of the names.
func renamed(draw *rand.Rand, word string, who [2]string) string {
	core := strings.TrimRight(word, ".,;:")
	end := word[len(core):]
	first, _ := utf8.DecodeRuneInString(core)
	switch {
	case core == "":
		return word
	case isNumber(core) && draw.IntN(4) > 0:
		low := 1
		for range len(core) - 1 {
			low *= 10
		}
		return fmt.Sprint(low+draw.IntN(9*low)) + end
	case unicode.IsUpper(first) && len(core) > 4 && draw.IntN(2) == 0:
		if draw.IntN(2) == 0 {
			return who[draw.IntN(2)] + end
		}
		return name(draw) + end
	}
	return word
}

func isNumber(s string) bool {
	return len(s) <= 9 && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

var (
	onsets = []string{"b", "br", "c", "cr", "d", "dr", "f", "fl", "g", "gr", "j", "l", "m", "n", "p", "pr", "r", "s", "t", "tr", "v", "z"}
	vowels = []string{"a", "e", "i", "o", "u", "ai", "eu", "ou"}
	codas  = []string{"", "", "", "l", "n", "r", "s"}
)

// name is a name that nobody bears: some are met often, most hardly ever.
func name(draw *rand.Rand) string {
	// Numbers drawn like this are Zipf's: the share of those below n grows with log n.
	const names = 1 << 18
	which := uint64(1)
	for bits := draw.IntN(18); bits > 0; bits-- {
		which = which<<1 | draw.Uint64()&1
	}
	own := rand.New(rand.NewPCG(names, which))
	var b strings.Builder
	for range 3 {
		b.WriteString(onsets[own.IntN(len(onsets))] + vowels[own.IntN(len(vowels))] + codas[own.IntN(len(codas))])
	}
	s := b.String()
	return strings.ToUpper(s[:1]) + s[1:]
}
