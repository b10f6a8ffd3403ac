package lexicon

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"cicerone/internal/text"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestWellKnownWordsInThePassagesLanguage(t *testing.T) {
	for _, test := range []struct{ word, from, to, want string }{
		{"house", "en", "pt", "casa"},
		{"painted", "en", "pt", "pinta"},
		{"lissabon", "de", "pt", "lisbo"},
		{"london", "en", "pt", "londr"},
		{"germany", "en", "pt", "alema"},
		{"konig", "de", "pt", "rei"},
		{"gemalt", "de", "pt", "pinta"},      // a weak participle
		{"geschrieben", "de", "pt", "escre"}, // a strong one
		{"beschrieb", "de", "en", "descr"},
		{"museen", "de", "pt", "museu"},
		{"konigspalast", "de", "pt", "palac"}, // a compound
		{"kirchenfenster", "de", "pt", "igrej"},
		{"peintre", "fr", "pt", "pinto"},
		{"siglo", "es", "pt", "secul"},
		{"ventana", "es", "en", "windo"},
		{"quadro", "it", "pt", "pintu"},
		{"igreja", "pt", "en", "churc"},
		{"igreja", "pt", "fr", "eglis"},
		{"igreja", "pt", "de", "kirch"},
		{"igreja", "pt", "it", "chies"},
		{"igreja", "pt", "es", "igles"},
		{"house", "", "pt", "casa"}, // the language of the question is not known
		{"house", "nl", "pt", "casa"},
	} {
		got := Senses(test.word, test.from, []string{test.to})
		if !slices.ContainsFunc(got, func(s Sense) bool { return s.Term == test.want && s.Lang == test.to }) {
			t.Errorf("%s from %q to %s: %v, want %s among them", test.word, test.from, test.to, got, test.want)
		}
	}
}

func TestSensesOfNothing(t *testing.T) {
	for _, word := range []string{"", "the", "1506", "cg001", "xqvjw", "83.109/030.288", "портрет", "ß", strings.Repeat("haus", 40)} {
		if got := Senses(word, "", languages[:]); len(got) > 0 {
			t.Errorf("%.20q: %v, want none", word, got)
		}
	}
	if got := Senses("house", "en", nil); got != nil {
		t.Errorf("house for no language: %v", got)
	}
	if got := Senses("house", "en", []string{"nl", "xx"}); got != nil {
		t.Errorf("house for a language that is not held: %v", got)
	}
}

func TestKnown(t *testing.T) {
	for _, word := range []string{"house", "houses", "pintaram", "igrejas", "konigspalast", "the", "lisboa"} {
		if !Known(word) {
			t.Errorf("%s is not known", word)
		}
	}
	for _, word := range []string{"hosue", "igrjea", "qwrtzpx", "azlejo", ""} {
		if Known(word) {
			t.Errorf("%s is known", word)
		}
	}
}

func TestATableHoldsWhatWasEncoded(t *testing.T) {
	entries := []Entry{
		{"pforte", "de", "pt", []Sense{{"porta", "pt", 1, 0, false}}},
		{"schloss", "de", "pt", []Sense{{"caste", "pt", 1, 0, false}, {"palac", "pt", 20. / 31, 0, false}}},
		{"schloss", "de", "en", []Sense{{"castl", "en", 1, 0, false}}},
		{"door", "en", "pt", []Sense{{"porta", "pt", 1, 0, false}}},
	}
	encoded, err := Encode(entries)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(entries)
	again, err := Encode(entries)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(encoded, again) {
		t.Error("the order of entries changes the table")
	}
	table, err := Open(string(encoded))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		word, lang string
		to         []string
		want       []Sense
	}{
		{"pforte", "de", []string{"pt"}, []Sense{{"porta", "pt", 1, 0, false}}},
		{"schloss", "de", []string{"en", "pt"}, []Sense{{"castl", "en", 1, 0, false}, {"caste", "pt", 1, 0, false}, {"palac", "pt", 20. / 31, 0, false}}},
		{"schlosspforte", "de", []string{"pt"}, []Sense{
			{"caste", "pt", compoundWeight, 1, false}, {"porta", "pt", compoundWeight, 2, false}, {"palac", "pt", 20. / 31 * compoundWeight, 1, false},
		}},
		{"photograph", "en", []string{"pt", "fr"}, []Sense{{"fotog", "pt", kinWeight, 0, false}}},
		{"doors", "en", []string{"pt"}, []Sense{{"porta", "pt", baseWeight, 0, false}}},
		{"door", "de", []string{"pt"}, nil},
	} {
		if diff := cmp.Diff(test.want, table.Senses(test.word, test.lang, test.to), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Errorf("%s: %s", test.word, diff)
		}
	}
}

func TestOpenRefusesWhatIsNoTable(t *testing.T) {
	encoded, err := Encode([]Entry{{"door", "en", "pt", []Sense{{"porta", "pt", 1, 0, false}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range []string{"", magic, "nothing of the kind", string(encoded[:headBytes+3])} {
		if _, err := Open(data); err == nil {
			t.Errorf("%q was opened", data)
		}
	}
	for _, entry := range []Entry{
		{"", "en", "pt", nil},
		{"door", "nl", "pt", nil},
		{"door", "en", "pt", []Sense{{"portao", "pt", 1, 0, false}}},
		{"door", "en", "pt", make([]Sense, groupSize)},
	} {
		if _, err := Encode([]Entry{entry}); err == nil {
			t.Errorf("%v was encoded", entry)
		}
	}
}

// TestEveryRecord reads the whole shipped table.
func TestEveryRecord(t *testing.T) {
	last := ""
	for i := range shipped.Words() {
		word, groups := shipped.record(i)
		if word <= last {
			t.Fatalf("%q stands behind %q", word, last)
		}
		last = word
		if text.IsStop(word) {
			t.Errorf("%q is a function word", word)
		}
		if shipped.find(word) != groups {
			t.Fatalf("%q is not found", word)
		}
		for direction := range len(languages) * len(languages) {
			for g := group(groups, direction/len(languages), direction%len(languages)); g != ""; g = g[senseBytes:] {
				if term, weight := shipped.sense(g); term == "" || weight <= 0 || weight > 1 {
					t.Errorf("%s: sense %q with weight %g", word, term, weight)
				}
			}
		}
	}
	if shipped.Words() < 100_000 || len(data) > 9_000_000 {
		t.Errorf("%d words in %d bytes", shipped.Words(), len(data))
	}
}

func FuzzSenses(f *testing.F) {
	for _, word := range []string{"haus", "zusammengeschrieben", "gege", "zuzuzu", "a", "\xff\xfe", "donaudampfschifffahrtsgesellschaft", "ção", "ungsungsungs"} {
		f.Add(word, "de", "pt")
		f.Add(word, "", "en")
	}
	f.Fuzz(func(t *testing.T, word, lang, to string) {
		got := Senses(word, lang, []string{to})
		if len(got) > maxSenses {
			t.Fatalf("%d senses", len(got))
		}
		for i, s := range got {
			if s.Term == "" || len(s.Term) > termBytes || s.Lang != to || s.Weight <= 0 || s.Weight > 1 {
				t.Fatalf("%q: %+v", word, s)
			}
			if i > 0 && got[i-1].Weight < s.Weight {
				t.Fatalf("%q: %v is not sorted", word, got)
			}
		}
		Known(word)
	})
}

func BenchmarkSenses(b *testing.B) {
	for name, word := range map[string]string{
		"word": "regierung", "inflected": "geschrieben", "compound": "verwaltungsorgane", "unknown": "qwertzuiopasdfgh",
	} {
		for _, lang := range []string{"de", ""} {
			b.Run(name+"/"+lang, func(b *testing.B) {
				b.ReportAllocs()
				to := []string{"pt"}
				for b.Loop() {
					Senses(word, lang, to)
				}
			})
		}
	}
}

// Museums' own words come before those of the world: a coach is a bus there.
func TestMuseumsWords(t *testing.T) {
	for _, test := range []struct{ word, lang, to, want string }{
		{"coach", "en", "pt", "coche"}, {"altarpieces", "en", "pt", "retab"}, {"azulejos", "pt", "de", "flies"},
		{"olgemalde", "de", "pt", "oleo"}, {"biombo", "pt", "en", "scree"}, {"paravent", "fr", "en", "scree"},
	} {
		got := Senses(test.word, test.lang, []string{test.to})
		if !slices.ContainsFunc(got, func(s Sense) bool { return s.Term == test.want && s.Weight >= baseWeight }) {
			t.Errorf("%s (%s) in %s: got %v, want %s among them", test.word, test.lang, test.to, got, test.want)
		}
	}
}

// Umlauts may be written with an e, as on a keyboard that has none.
func TestUmlautsWrittenOut(t *testing.T) {
	for word, want := range map[string]string{"koenigin": "rainh", "gemaelde": "quadr", "tueren": "porta", "koenigspalast": "palac"} {
		if got := Senses(word, "de", []string{"pt"}); !slices.ContainsFunc(got, func(s Sense) bool { return s.Term == want }) {
			t.Errorf("%s: got %v, want %s among them", word, got, want)
		}
	}
	for _, word := range []string{"mauer", "steuer", "quelle", "neue"} {
		if got := withoutUmlauts(word); got != word {
			t.Errorf("%s was read as %s", word, got)
		}
	}
}

// The parts of a compound are told apart.
func TestPartsOfCompounds(t *testing.T) {
	parts := map[string]int{}
	for _, s := range Senses("schmalspurbahnen", "de", []string{"pt"}) {
		parts[s.Term] = s.Part
	}
	if parts["estre"] == 0 || parts["camin"] == 0 || parts["estre"] == parts["camin"] {
		t.Errorf("got %v, want narrow and railway as two parts", parts)
	}
}
