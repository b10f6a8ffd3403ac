package lexicon

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// A table is, all numbers little-endian:
//
//	magic                      8 bytes
//	how many terms, words      4 bytes each
//	terms                      5 bytes each, padded with zeros
//	where each word's record   4 bytes each, from the first record on; words sorted
//	  begins
//	records                    a byte of length and the word; a byte that counts
//	                           its groups; and for each group a byte that says its
//	                           languages and how many senses it has,
//	                           (from·6 + to)·7 + senses, and 3 bytes a sense: the
//	                           number of the term ·32 + its weight in 31sts
const (
	magic       = "CICLEX1\n"
	headBytes   = len(magic) + 8
	termBytes   = 5
	senseBytes  = 3
	weightBits  = 5
	weightSteps = 1<<weightBits - 1
	maxTerms    = 1 << (8*senseBytes - weightBits)
	groupSize   = 7 // and so a group has six senses at most
)

// languages in the order of their numbers in the table.
var languages = [...]string{"pt", "en", "es", "fr", "it", "de"}

// portuguese and german are the numbers of two of them: of the language in which
// kinds are listed, and of that whose compounds are split.
const portuguese, german = 0, 5

// Table is a compiled lexicon.
type Table struct {
	terms   string
	starts  string
	records string
	things  byWord // beside the file's words; none but in the program's own table
}

// Open reads a compiled lexicon. It looks at the head alone; the rest is read as
// it is needed.
func Open(data string) (*Table, error) {
	if !strings.HasPrefix(data, magic) || len(data) < headBytes {
		return nil, errors.New("not a lexicon")
	}
	terms, words := int(u32(data, len(magic))), int(u32(data, len(magic)+4))
	starts := headBytes + terms*termBytes
	records := starts + 4*words
	if records > len(data) {
		return nil, fmt.Errorf("a lexicon of %d terms and %d words is cut off at %d bytes", terms, words, len(data))
	}
	return &Table{terms: data[headBytes:starts], starts: data[starts:records], records: data[records:]}, nil
}

func u32(s string, i int) uint32 {
	return uint32(s[i]) | uint32(s[i+1])<<8 | uint32(s[i+2])<<16 | uint32(s[i+3])<<24
}

// Words is how many words the table holds.
func (t *Table) Words() int { return len(t.starts) / 4 }

// record is the word of record i and its groups.
func (t *Table) record(i int) (word, groups string) {
	at := int(u32(t.starts, 4*i))
	end := at + 1 + int(t.records[at])
	return t.records[at+1 : end], t.records[end:]
}

// find is the groups of a word, with the byte that counts them; "" when the
// table does not hold it.
func (t *Table) find(word string) string {
	low, high := 0, t.Words()
	for low < high {
		middle := (low + high) / 2
		switch at, groups := t.record(middle); {
		case at == word:
			return groups
		case at < word:
			low = middle + 1
		default:
			high = middle
		}
	}
	return ""
}

// group is the senses of one group, 3 bytes each, out of what find found.
func group(groups string, from, to int) string {
	if groups == "" {
		return ""
	}
	at := 1
	for range groups[0] {
		direction, n := int(groups[at])/groupSize, int(groups[at])%groupSize*senseBytes
		if direction == from*len(languages)+to {
			return groups[at+1 : at+1+n]
		}
		at += 1 + n
	}
	return ""
}

// has reports whether groups hold one from that language.
func has(groups string, from int) bool {
	for to := range languages {
		if group(groups, from, to) != "" {
			return true
		}
	}
	return false
}

// sense is the first sense of a group.
func (t *Table) sense(group string) (term string, weight float64) {
	packed := int(group[0]) | int(group[1])<<8 | int(group[2])<<16
	at := packed >> weightBits * termBytes
	term = t.terms[at : at+termBytes]
	if end := strings.IndexByte(term, 0); end >= 0 {
		term = term[:end]
	}
	return term, float64(packed&weightSteps) / weightSteps
}

// Entry is what a folded word of one language stands as in texts of another.
type Entry struct {
	Word, From, To string
	Senses         []Sense // their Lang is To
}

// Encode compiles entries into a table's bytes, the same whatever their order.
func Encode(entries []Entry) ([]byte, error) {
	groups := map[string]map[int][]Sense{}
	numbers := map[string]int{}
	for _, e := range entries {
		if len(e.Word) == 0 || len(e.Word) > longestWord || len(e.Senses) >= groupSize {
			return nil, fmt.Errorf("%q with %d senses: too long", e.Word, len(e.Senses))
		}
		from, to := slices.Index(languages[:], e.From), slices.Index(languages[:], e.To)
		if from < 0 || to < 0 {
			return nil, fmt.Errorf("%q from %q to %q: no such language", e.Word, e.From, e.To)
		}
		if groups[e.Word] == nil {
			groups[e.Word] = map[int][]Sense{}
		}
		groups[e.Word][from*len(languages)+to] = e.Senses
		for _, s := range e.Senses {
			if len(s.Term) == 0 || len(s.Term) > termBytes {
				return nil, fmt.Errorf("%q: %q is no term", e.Word, s.Term)
			}
			numbers[s.Term] = 0
		}
	}
	terms := slices.Sorted(maps.Keys(numbers))
	if len(terms) > maxTerms {
		return nil, fmt.Errorf("%d terms, of which %d can be numbered", len(terms), maxTerms)
	}
	for i, term := range terms {
		numbers[term] = i
	}
	return assemble(terms, groups, numbers), nil
}

func assemble(terms []string, groups map[string]map[int][]Sense, numbers map[string]int) []byte {
	words := slices.Sorted(maps.Keys(groups))
	out := []byte(magic)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(terms)))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(words)))
	for _, term := range terms {
		out = append(out, (term + "\x00\x00\x00\x00\x00")[:termBytes]...)
	}
	var records []byte
	for _, word := range words {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(records)))
		records = append(records, byte(len(word)))
		records = append(records, word...)
		records = append(records, byte(len(groups[word])))
		for _, direction := range slices.Sorted(maps.Keys(groups[word])) {
			senses := groups[word][direction]
			records = append(records, byte(direction*groupSize+len(senses)))
			for _, s := range senses {
				steps := min(max(int(math.Round(s.Weight*weightSteps)), 1), weightSteps)
				packed := numbers[s.Term]<<weightBits | steps
				records = append(records, byte(packed), byte(packed>>8), byte(packed>>16))
			}
		}
	}
	return append(out, records...)
}
