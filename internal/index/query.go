package index

import (
	"slices"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/lexicon"
	"cicerone/internal/rank"
	"cicerone/internal/text"
)

// Query is what is looked for, and by whom.
type Query struct {
	Terms []text.Term // of the question, in order
	Lang  string      // it is written in; empty: unknown
	Staff bool        // also in what only the museum's own people are answered from
	At    time.Time   // embargoes are judged at this time
}

// group is a word of the question with all that it may stand as. A passage gets
// the best of them, not their sum: five translations are still one word.
type group struct {
	term    string
	word    guide.Word
	hash    uint32  // of the whole word
	idf     float64 // of the commonest member that stands for it well
	members []member
}

// member is one of those.
type member struct {
	sense guide.Sense
	idf   float64
	part  int // of a compound, from 1, that it stands for; 0: the whole word
}

// weights are those of what words say; docs/search.md tells what each is for.
type weights struct {
	same   float64 // × a sense in the question's own language: synonyms find little that the words do not
	other  float64 // × a sense in another language
	word   float64 // the very word beside its term
	pairs  float64 // two words of the question side by side
	window float64 // the best stretch of twenty terms
	form   float64 // × another form of the word
}

var tuned = weights{same: .3, other: .85, word: .4, pairs: .3, window: .8, form: .9}

// groups are the question's words with what they stand as here.
func (x *Index) groups(q Query, v *view) []group {
	var out []group
	for _, t := range q.Terms {
		if slices.ContainsFunc(out, func(g group) bool { return g.term == t.Text }) {
			continue
		}
		out = append(out, x.group(q, v, t).parted(v)...)
	}
	return out
}

// parted is a group as it is or, of what stands as the parts of a compound, a
// group for each part: a passage that holds all of them says what the compound
// does, and one that holds the same part in two ways does not.
func (g group) parted(v *view) []group {
	last := 0
	for _, m := range g.members {
		last = max(last, m.part)
	}
	if last == 0 {
		return []group{g}
	}
	var out []group
	for part := range last + 1 {
		one := g
		one.members = slices.DeleteFunc(slices.Clone(g.members), func(m member) bool { return m.part != part })
		if len(one.members) > 0 {
			one.idf = one.rarity(v)
			out = append(out, one)
		}
	}
	return out
}

func (x *Index) group(q Query, v *view, t text.Term) group {
	g := group{term: t.Text, hash: wordHash(t.Word)}
	held := v.holding(t.Text)
	g.word.Held = held > 0
	g.word.Whole = g.word.Held && (x.holdsWord(t.Word) || slices.ContainsFunc(lexicon.Names(t.Word), x.holdsWord))
	if g.word.Held {
		g.members = append(g.members, member{sense: guide.Sense{Term: t.Text, Weight: 1}, idf: rank.IDF(v.passages, held)})
	}
	g.addSenses(x.senses(t.Word, q.Lang), v)
	g.addSenses(forms(t.Word, q.Lang), v)
	if len(g.members) == 0 {
		g.addSenses(x.slips(t, v), v)
	}
	g.idf = g.rarity(v)
	g.word.IDF = g.idf
	return g
}

// rarity is that of the commonest member that stands for the word well.
func (g *group) rarity(v *view) float64 {
	most := 0
	for _, m := range g.members {
		if m.sense.Weight >= .5 {
			most = max(most, v.holding(m.sense.Term))
		}
	}
	return rank.IDF(v.passages, most)
}

// senses are what a word may stand as in the languages of the notes.
func (x *Index) senses(word, lang string) []member {
	var out []member
	for _, s := range lexicon.Senses(word, lang, x.langs) {
		weight := s.Weight * tuned.other
		if s.Lang == lang && !s.Kind {
			weight = s.Weight * tuned.same
		}
		if weight > 0 {
			out = append(out, member{sense: guide.Sense{Term: s.Term, Lang: s.Lang, Weight: weight}, part: s.Part})
		}
	}
	return out
}

// forms are a word's other forms in notes of its own language.
func forms(word, lang string) []member {
	var out []member
	for _, term := range lexicon.Forms(word, lang) {
		out = append(out, member{sense: guide.Sense{Term: term, Lang: lang, Weight: tuned.form}})
	}
	return out
}

func (g *group) addSenses(senses []member, v *view) {
	for _, m := range senses {
		if n := v.holding(m.sense.Term); n > 0 && m.sense.Term != g.term {
			m.idf = rank.IDF(v.passages, n)
			g.members = append(g.members, m)
			g.word.Senses = append(g.word.Senses, m.sense)
		}
	}
}

// score is what a member is worth, before how often and where it stands.
func (g *group) score(m member) float64 {
	return m.sense.Weight * min(m.idf, g.idf)
}

// view is an index as one asker may see it.
type view struct {
	index    *Index
	hidden   [][]uint64 // bits of each segment's passages that are gone or not for the asker; nil: none
	passages int        // seen
	average  float64    // terms a passage
}

// view is x with what q may not see left out.
func (x *Index) view(q Query) *view {
	v := &view{index: x, hidden: make([][]uint64, len(x.segments)), passages: x.passages}
	at, terms := q.At.Unix(), x.terms
	for n, s := range x.segments {
		v.hidden[n] = s.dead
		copied := false
		for _, i := range s.restricted {
			if s.isDead(int(i)) || (q.Staff || !s.staff[i]) && s.embargoes[i] <= at {
				continue
			}
			if !copied {
				v.hidden[n], copied = s.copyDead(), true
			}
			setBit(v.hidden[n], int(i))
			v.passages--
			terms -= int(s.lengths[i])
		}
	}
	v.average = max(1, float64(terms)/float64(max(1, v.passages)))
	return v
}

// holding is how many passages in view hold a term.
func (v *view) holding(term string) int {
	n := 0
	for i, s := range v.index.segments {
		t, known := s.numbers[term]
		if !known {
			continue
		}
		holders := s.holders[s.starts[t]:s.starts[t+1]]
		n += len(holders)
		if hidden := v.hidden[i]; hidden != nil {
			for _, p := range holders {
				n -= int(bit(hidden, int(p)))
			}
		}
	}
	return n
}
