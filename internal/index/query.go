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
	hash    uint32 // of the whole word
	members []member
}

// member is one of those.
type member struct {
	sense guide.Sense
	idf   float64
}

// Tuned are the weights of what words say; see docs/search.md for what each is for.
type weights struct {
	same   float64 // × a sense in the question's own language: synonyms find little that the words do not
	other  float64 // × a sense in another language
	word   float64 // the very word beside its term
	pairs  float64 // two words of the question side by side
	window float64 // the best stretch of twenty terms
	own    float64 // share of a member's own rarity; the rest is the group's
	form   float64 // × another form of the word
}

var tuned = weights{same: .3, other: .85, word: .4, pairs: .3, window: .8, own: 0, form: .9}

// groups are the question's words with what they stand as here.
func (x *Index) groups(q Query, v *view) []group {
	var out []group
	for _, t := range q.Terms {
		if slices.ContainsFunc(out, func(g group) bool { return g.term == t.Text }) {
			continue
		}
		out = append(out, x.group(q, v, t))
	}
	return out
}

func (x *Index) group(q Query, v *view, t text.Term) group {
	g := group{term: t.Text, hash: wordHash(t.Word)}
	held := v.holding(t.Text)
	g.word.Held = held > 0
	g.word.Whole = g.word.Held && (x.holdsWord(t.Word) || slices.ContainsFunc(lexicon.Names(t.Word), x.holdsWord))
	if g.word.Held {
		g.members = append(g.members, member{guide.Sense{Term: t.Text, Weight: 1}, rank.IDF(v.passages, held)})
	}
	g.addSenses(x.senses(t.Word, q.Lang), v)
	g.addSenses(forms(t.Word, q.Lang), v)
	if len(g.members) == 0 {
		g.addSenses(x.slips(t, v), v)
	}
	most := held
	for _, m := range g.members {
		if m.sense.Weight >= .5 {
			most = max(most, v.holding(m.sense.Term))
		}
	}
	g.word.IDF = rank.IDF(v.passages, most)
	return g
}

// senses are what a word may stand as in the languages of the notes.
func (x *Index) senses(word, lang string) []guide.Sense {
	var out []guide.Sense
	for _, s := range lexicon.Senses(word, lang, x.langs) {
		weight := s.Weight * tuned.other
		if s.Lang == lang && !s.Kind {
			weight = s.Weight * tuned.same
		}
		if weight > 0 {
			out = append(out, guide.Sense{Term: s.Term, Lang: s.Lang, Weight: weight})
		}
	}
	return out
}

// forms are a word's other forms in notes of its own language.
func forms(word, lang string) []guide.Sense {
	var out []guide.Sense
	for _, term := range lexicon.Forms(word, lang) {
		out = append(out, guide.Sense{Term: term, Lang: lang, Weight: tuned.form})
	}
	return out
}

func (g *group) addSenses(senses []guide.Sense, v *view) {
	for _, s := range senses {
		if n := v.holding(s.Term); n > 0 && s.Term != g.term {
			g.members = append(g.members, member{s, rank.IDF(v.passages, n)})
			g.word.Senses = append(g.word.Senses, s)
		}
	}
}

// score is what a member is worth, before how often and where it stands.
func (g *group) score(m member) float64 {
	return m.sense.Weight * (tuned.own*m.idf + (1-tuned.own)*min(m.idf, g.word.IDF))
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
