package cite

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// Checker checks one answer as it streams in. It is not safe for concurrent use.
type Checker struct {
	lang     string
	senses   Senses
	known    map[sense][]string    // of words asked for
	vectors  map[string][]vectored // of the sources' words, by language
	evidence []*evidence
	speaks   map[string]map[string]bool // work → languages its sources are in
	asked    vocabulary                 // the question's
	names    map[string]bool            // terms of the words with a capital inside the sources' sentences
	small    map[string]bool            // words written in small letters, folded
	urls     map[string]bool            // addresses that stand in the sources
	letters  map[rune]bool              // that the sources are written in
	about    map[string]bool            // works named so far; empty: none

	taken     int    // bytes taken so far
	token     []byte // not yet ended by a space
	pending   string // whole tokens not yet cut into sentences
	midLine   bool   // pending continues a line
	citations map[*evidence]int
}

// Checked is one sentence of an answer with the verdict on it.
type Checked struct {
	Text      string           // plain text, without tags and markup
	Supported bool             // it may be shown
	Refusal   bool             // it says that the notes do not say; it has citations only for what follows a "but"
	Reason    string           // why it is withheld, for curators, in English; it may repeat words of the answer, so it is not logged
	Citations []guide.Citation // the curators' sentences it rests on, exact; empty unless Supported
}

// Limits on what is read of a stream, in bytes. They are counted, not timed, so
// that the same answer is cut at the same places whatever its chunks.
const (
	maxAnswer   = 32 << 10 // the rest is dropped: some 5,000 words
	maxToken    = 400      // a longer run without a space is cut
	maxSentence = 1200     // a longer sentence is withheld: some 180 words
	maxFence    = 8 << 10  // of a code block
)

// NewChecker prepares to check an answer to question, in lang (empty: detected
// sentence by sentence), against the numbered sources of its prompt: sources[0]
// is [1]. With senses words are compared across languages; without, only the few
// of words.txt.
func NewChecker(question string, sources []guide.Hit, lang string, senses Senses) *Checker {
	c := &Checker{
		lang: lang, senses: senses, known: map[sense][]string{}, vectors: map[string][]vectored{}, evidence: evidenceOf(sources), speaks: map[string]map[string]bool{},
		names: map[string]bool{}, small: map[string]bool{}, urls: map[string]bool{}, letters: map[rune]bool{}, citations: map[*evidence]int{},
	}
	c.asked = comparable(question, c.languageOf(question))
	c.about = c.named(question)
	c.noteSmall(question)
	for _, e := range c.evidence {
		if c.speaks[e.work] == nil {
			c.speaks[e.work] = map[string]bool{}
		}
		c.speaks[e.work][e.hit.Lang] = true
		c.noteSmall(e.text)
		for _, w := range e.words {
			if w.capital() && !w.opens {
				c.names[w.term] = true
			}
		}
		for _, r := range e.text {
			c.letters[r] = true
		}
		for _, u := range urlShape.FindAllString(e.text, -1) {
			c.urls[address(u)] = true
		}
	}
	return c
}

func (c *Checker) noteSmall(s string) {
	for _, w := range split(s) {
		if !w.capital() {
			c.small[w.folded] = true
		}
	}
}

// Feed takes the next piece of the answer, cut anywhere, and returns the
// sentences that it finishes. A sentence is finished when the first word of the
// next one is whole, so that a tag behind its full stop still belongs to it.
// Whatever the pieces, the sentences are the same.
func (c *Checker) Feed(delta string) []Checked {
	var done []Checked
	for i := 0; i < len(delta) && c.taken < maxAnswer; i++ {
		c.taken++
		c.token = append(c.token, delta[i])
		if isSpace(delta[i]) || len(c.token) == maxToken {
			c.pending += string(c.token)
			c.token = c.token[:0]
			if c.mayEnd() {
				done = append(done, c.cut(false)...)
			}
		}
	}
	return done
}

// Close ends the answer and returns the sentences that are left. The last one is
// withheld when it is a fragment: where the stream was cut off, or the model had
// used up its tokens.
func (c *Checker) Close() []Checked {
	c.pending += string(c.token)
	c.token = nil
	rest := c.cut(true)
	if last := len(rest) - 1; last >= 0 && rest[last].Supported && !isWhole(rest[last].Text) && !c.endsLikeASource(rest[last].Text) {
		rest[last] = Checked{Text: rest[last].Text, Reason: reasonCut}
	}
	return rest
}

// endsLikeASource reports whether a sentence of the sources has the same last
// word and full stop: "mar." may be a month cut short, and the sea.
func (c *Checker) endsLikeASource(s string) bool {
	last := s[strings.LastIndexByte(s, ' ')+1:]
	return strings.HasSuffix(last, ".") && slices.ContainsFunc(c.evidence, func(e *evidence) bool { return strings.HasSuffix(e.text, " "+last) })
}

// isWhole reports whether a sentence is at its end: whether a name or a numeral
// behind it would begin another one. "Foi pintado por D." is not.
func isWhole(s string) bool {
	return len(text.Sentences(s+" XV")) > len(text.Sentences(s))
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// endReach is how far back from the end of pending, in bytes, a sentence's end is
// looked for: a word, some tags and closing marks. An end that is missed is found
// with the next one.
const endReach = 120

// mayEnd reports whether it is worth looking for a finished sentence, which reads
// all of pending.
func (c *Checker) mayEnd() bool {
	tail := c.pending[max(0, len(c.pending)-endReach):]
	return strings.ContainsAny(tail, ".!?…\n`") || len(c.pending) >= maxSentence
}

// cut takes the finished sentences off pending.
func (c *Checker) cut(final bool) []Checked {
	var done []Checked
	for c.pending != "" {
		n := c.finished(final)
		if n == 0 {
			break
		}
		raw := c.pending[:n]
		c.pending = c.pending[n:]
		if checked, ok := c.check(raw); ok {
			done = append(done, checked)
		}
		c.midLine = !strings.HasSuffix(raw, "\n")
	}
	return done
}

const fence = "```"

// finished returns how many bytes of pending make up its first sentence, 0 when
// that is not certain yet. A code block is one sentence.
func (c *Checker) finished(final bool) int {
	before, _, fenced := strings.Cut(c.pending, fence)
	if fenced && strings.TrimSpace(before) == "" {
		return c.endOfFence(len(before), final)
	}
	view := cover(before, !c.midLine).text
	spans := text.Sentences(spaced(view))
	switch {
	case len(spans) > 1:
		if openTag.MatchString(before) && !final && len(before) < maxSentence {
			return 0
		}
		end := spans[0].End
		between := text.Slice(view, text.Span{Start: end, End: spans[1].Start})
		if i := strings.LastIndex(between, string(goneTag)); i >= 0 { // a tag behind the stop
			end += utf8.RuneCountInString(between[:i]) + 1
		}
		return len(text.Slice(before, text.Span{Start: 0, End: end}))
	case fenced || final || len(before) >= maxSentence:
		return len(before)
	}
	return 0
}

// endOfFence returns where the code block that begins at byte start ends.
func (c *Checker) endOfFence(start int, final bool) int {
	body := start + len(fence)
	if i := strings.Index(c.pending[body:], fence); i >= 0 {
		return body + i + len(fence)
	}
	if final || len(c.pending) >= maxFence {
		return len(c.pending)
	}
	return 0
}

// check judges one finished sentence as the model wrote it. ok is false when
// nothing but markup is in it.
func (c *Checker) check(raw string) (checked Checked, ok bool) {
	m := cover(raw, !c.midLine)
	checked.Text = plain(m.text)
	if !strings.ContainsFunc(checked.Text, isLetterOrDigit) {
		return Checked{}, false
	}
	switch reason := unfit(raw, checked.Text, c.urls); {
	case strings.Contains(raw, fence):
		checked.Reason = reasonCode
	case len(raw) >= maxSentence:
		checked.Reason = reasonLong
	case m.reason != "":
		checked.Reason = m.reason
	case reason != "":
		checked.Reason = reason
	case strings.HasSuffix(checked.Text, "?"): // the visitor's question, said again, answers nothing
		checked.Reason = reasonAsks
	}
	if checked.Reason != "" {
		return checked, true
	}
	if checked.Reason = c.misspoken(checked.Text); checked.Reason != "" {
		return checked, true
	}
	if isRefusal(checked.Text) {
		c.refuse(&checked)
		return checked, true
	}
	c.support(&checked, m.tags)
	return checked, true
}

// wordsToTell is from how many words on a sentence's language is certain enough.
const wordsToTell = 5

// misspoken says why a sentence is not in the language of the answer, "" when it
// is or when that cannot be told. The check could not read it rightly.
func (c *Checker) misspoken(s string) string {
	for _, r := range s {
		if c.letters[r] || r < utf8.RuneSelf {
			continue
		}
		if unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek) || unicode.IsNumber(r) {
			return reasonLetters // numbers are read in the digits 0 to 9 alone
		}
	}
	for _, clause := range append(strings.Split(s, ", "), s) {
		if c.isForeign(clause) {
			return reasonLanguage
		}
	}
	return ""
}

// isForeign reports whether a sentence, or a clause of one, is certainly in another
// language than the answer.
func (c *Checker) isForeign(s string) bool {
	var small []string // names are of no language
	for _, w := range split(s) {
		if !w.capital() {
			small = append(small, w.written)
		}
	}
	if len(small) < wordsToTell {
		return false
	}
	lang, sure := text.Detect(strings.Join(small, " "), c.lang)
	return c.lang != "" && sure && lang != c.lang
}

// butShape is where a refusal goes on to state something after all.
var butShape = regexp.MustCompile(`(?i)[,;.]\s+(?:mas|porém|no entanto|contudo|embora|but|however|although|though|pero|mais|ma|però|aber|jedoch)\s`)

// refuse judges a refusal: it may carry no new number or name, and what it says
// behind a "but" is a statement like any other.
func (c *Checker) refuse(checked *Checked) {
	checked.Refusal = true
	said := butShape.Split(checked.Text, 2)
	checked.Reason = c.strangers(c.withoutAsked(c.read(said[0])))
	if checked.Reason == "" && len(said) > 1 && !isRefusal(said[1]) {
		rests, reason := c.judge(said[1], nil)
		checked.Reason = reason
		for _, e := range rests {
			checked.Citations = append(checked.Citations, c.citation(e))
		}
	}
	checked.Supported = checked.Reason == ""
}

// support judges what a sentence says and attaches what it rests on.
func (c *Checker) support(checked *Checked, tags []tag) {
	cited := c.cited(tags)
	here := c.named(checked.Text)
	if len(c.about) > 0 {
		maps.Copy(c.about, here)
	}
	rests, reason := c.judge(checked.Text, cited)
	if reason != "" {
		checked.Reason = reason
		return
	}
	checked.Supported = true
	for _, e := range rests {
		checked.Citations = append(checked.Citations, c.citation(e))
		if len(here) > 0 {
			c.about[e.work] = true
		}
	}
}

// cited returns the sources that tags name.
func (c *Checker) cited(tags []tag) map[int]bool {
	sources := map[int]bool{}
	for _, t := range tags {
		for _, id := range t.ids {
			sources[id] = true
		}
	}
	return sources
}

// citation is the reference to a curators' sentence. It keeps its number
// throughout the answer; numbers count from 1 in the order of first use.
func (c *Checker) citation(e *evidence) guide.Citation {
	if c.citations[e] == 0 {
		c.citations[e] = len(c.citations) + 1
	}
	return guide.Citation{
		Number: c.citations[e], PassageID: e.hit.PassageID, Inventory: e.hit.Inventory, Title: e.hit.Title,
		Sentence: e.text, Document: e.hit.Document, Revision: e.hit.Revision,
		Author: e.hit.Author, Date: e.hit.Date, Lang: e.hit.Lang, Start: e.start, End: e.end,
	}
}
