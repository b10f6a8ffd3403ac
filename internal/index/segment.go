package index

import (
	"cmp"
	"math"
	"slices"

	"cicerone/internal/text"
)

// segment holds some passages, by the order of their ids, and for each term
// which of them hold it. All but dead is shared and never changes.
type segment struct {
	ids        []int64
	documents  []int64
	langs      []uint16 // of languages
	staff      []bool
	embargoes  []int64  // Unix seconds; 0: none
	restricted []uint32 // passages for staff or under an embargo
	lengths    []uint16 // in terms
	labels     []uint16 // how many of the last terms are heading and label

	languages []string // that the passages are written in, in the order of their coming

	numbers map[string]uint32 // of terms
	names   []string          // terms by number

	// The passages that hold term t, and how often, are holders and times from
	// starts[t] to starts[t+1].
	starts  []uint32
	holders []uint32
	times   []uint8

	// The terms of passage i in order are sequence from begins[i] to begins[i+1];
	// words are the hashes of the whole words they were cut from.
	begins   []uint32
	sequence []uint32
	words    []uint32
	wholes   map[uint32]struct{} // all of words

	dead []uint64 // bits of passages that are gone; nil: none
	live int
}

func (s *segment) isDead(i int) bool { return s.dead != nil && bit(s.dead, i) == 1 }

func (s *segment) copyDead() []uint64 {
	bits := make([]uint64, (len(s.ids)+63)/64)
	copy(bits, s.dead)
	return bits
}

func bit(bits []uint64, i int) uint64 { return bits[i/64] >> (i % 64) & 1 }
func setBit(bits []uint64, i int)     { bits[i/64] |= 1 << (i % 64) }

// find is a live passage's place, by its id.
func (s *segment) find(id int64) (int, bool) {
	i, found := slices.BinarySearch(s.ids, id)
	return i, found && !s.isDead(i)
}

// without is s when some documents are gone.
func (s *segment) without(documents map[int64]bool) *segment {
	if len(documents) == 0 {
		return s
	}
	next := s
	for i, d := range s.documents {
		if !documents[d] || s.isDead(i) {
			continue
		}
		if next == s {
			changed := *s
			changed.dead = s.copyDead()
			next = &changed
		}
		setBit(next.dead, i)
		next.live--
	}
	return next
}

// builder puts a segment together, passage by passage.
type builder struct {
	segment
	held [][]posting // by term
	seen map[uint32]uint8
}

type posting struct {
	passage uint32
	times   uint8
}

func newBuilder() *builder {
	return &builder{segment: segment{numbers: map[string]uint32{}, wholes: map[uint32]struct{}{}, begins: []uint32{0}}, seen: map[uint32]uint8{}}
}

// maxTerms is how many terms of a passage are kept: the splitter makes passages of
// some 80 words, and nothing it makes comes near.
const maxTerms = math.MaxUint16

// add takes a passage in: the terms of its text, then those of its heading and label.
func (b *builder) add(p Passage) {
	for _, t := range text.Terms(p.Text) {
		b.term(t.Text, wordHash(t.Word))
	}
	body := len(b.sequence)
	for _, s := range []string{p.Heading, p.Label} {
		for _, t := range text.Terms(s) {
			b.term(t.Text, wordHash(t.Word))
		}
	}
	var embargo int64
	if !p.Embargo.IsZero() {
		embargo = p.Embargo.Unix()
	}
	b.end(p.ID, p.Document, p.Lang, p.Staff, embargo, len(b.sequence)-body)
}

// term appends a term to the passage at hand.
func (b *builder) term(term string, word uint32) {
	if len(b.sequence)-int(b.begins[len(b.begins)-1]) == maxTerms {
		return
	}
	number, known := b.numbers[term]
	if !known {
		number = uint32(len(b.names))
		term = string([]byte(term)) // of its own: a part of a text would keep the text in memory
		b.numbers[term] = number
		b.names = append(b.names, term)
		b.held = append(b.held, nil)
	}
	b.sequence = append(b.sequence, number)
	b.words = append(b.words, word)
	b.wholes[word] = struct{}{}
}

// end closes the passage at hand, whose last terms are its label's.
func (b *builder) end(id, document int64, lang string, staff bool, embargo int64, label int) {
	passage := uint32(len(b.ids))
	terms := b.sequence[b.begins[passage]:]
	clear(b.seen)
	for _, t := range terms {
		b.seen[t] = min(b.seen[t], math.MaxUint8-1) + 1
	}
	for _, t := range terms {
		if n := b.seen[t]; n > 0 {
			b.held[t] = append(b.held[t], posting{passage, n})
			b.seen[t] = 0
		}
	}
	if staff || embargo != 0 {
		b.restricted = append(b.restricted, passage)
	}
	b.ids = append(b.ids, id)
	b.documents = append(b.documents, document)
	b.langs = append(b.langs, b.language(lang))
	b.staff = append(b.staff, staff)
	b.embargoes = append(b.embargoes, embargo)
	b.lengths = append(b.lengths, uint16(len(terms)))
	b.labels = append(b.labels, uint16(min(label, len(terms))))
	b.begins = append(b.begins, uint32(len(b.sequence)))
	b.live++
}

// language is the number of a language.
func (b *builder) language(lang string) uint16 {
	if n := slices.Index(b.languages, lang); n >= 0 {
		return uint16(n)
	}
	b.languages = append(b.languages, lang)
	return uint16(len(b.languages) - 1)
}

// done is the segment.
func (b *builder) done() *segment {
	s := b.segment
	total := 0
	for _, held := range b.held {
		total += len(held)
	}
	s.holders, s.times = make([]uint32, 0, total), make([]uint8, 0, total)
	s.starts = make([]uint32, 1, len(b.held)+1)
	for _, held := range b.held {
		for _, p := range held {
			s.holders, s.times = append(s.holders, p.passage), append(s.times, p.times)
		}
		s.starts = append(s.starts, uint32(len(s.holders)))
	}
	return &s
}

// merge is one segment of the live passages of others.
func merge(segments ...*segment) *segment {
	type place struct {
		of *segment
		i  int
	}
	var places []place
	for _, s := range segments {
		for i := range s.ids {
			if !s.isDead(i) {
				places = append(places, place{s, i})
			}
		}
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.of.ids[a.i], b.of.ids[b.i]) })
	b := newBuilder()
	for _, p := range places {
		s, i := p.of, p.i
		for at := s.begins[i]; at < s.begins[i+1]; at++ {
			b.term(s.names[s.sequence[at]], s.words[at])
		}
		b.end(s.ids[i], s.documents[i], s.languages[s.langs[i]], s.staff[i], s.embargoes[i], int(s.labels[i]))
	}
	return b.done()
}

// wordHash is FNV-1a: two of the words of one passage hardly ever meet in it.
func wordHash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
