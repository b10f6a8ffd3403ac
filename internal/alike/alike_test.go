package alike

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

func TestSame(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"Quem pintou O Fado?", "quem pintou o fado", true},
		{"Quem pintou O Fado?", "Diga-me, por favor: quem é que pintou O Fado?", true},
		{"Onde está O Fado?", "Onde é O Fado?", true},
		{"Há casas de banho?", "Tem casa de banho?", true},
		{"Are there any toilets?", "Do you have any toilet?", true},
		{"O museu tem 1.500 peças?", "O museu tem 1500 peças?", true},
		{"Who painted O Fado?", "Please tell me who painted O Fado", true},
		{"Wer hat O Fado gemalt?", "wer hat o fado gemalt", true},

		{"Quem pintou O Fado?", "Quem restaurou O Fado?", false},
		{"Quem pintou O Fado?", "Quando pintou O Fado?", false},
		{"Quem pintou O Fado?", "Quem não pintou O Fado?", false},
		{"Quem pintou O Fado?", "Quem pintou A Saudade?", false},
		{"Quem pintou O Fado?", "Quem pintou O Fado em 1910?", false},
		{"Quem pintou O Fado em 1910?", "Quem pintou O Fado em 1911?", false},
		{"Malhoa retratou Columbano?", "Columbano retratou Malhoa?", false},
		{"malhoa retratou columbano?", "Columbano retratou Malhoa?", false},
		{"Onde é o restaurante?", "Onde é o restauro?", false},
		{"De onde é a Custódia?", "Onde está a Custódia?", false},
		{"De quem é o retrato?", "Quem é o retrato?", false},
		{"Where is it from?", "Where is it?", false},
		{"Who restored it before 1900?", "Who restored it after 1900?", false},
		{"Há visitas com crianças?", "Há visitas sem crianças?", false},
		{"Posso fotografar?", "Não posso fotografar?", false},
		{"Onde fica o porto?", "Onde fica a porta?", false},
		{"O que é que é?", "O que é?", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if got := Same(tt.a, tt.b); got != tt.want {
			t.Errorf("Same(%q, %q) = %v", tt.a, tt.b, got)
		}
		if got := Same(tt.b, tt.a); got != tt.want {
			t.Errorf("Same(%q, %q) = %v", tt.b, tt.a, got)
		}
	}
}

func TestSameAbout(t *testing.T) {
	names := []string{"O Fado", "The Fado", "GM-002"}
	tests := []struct {
		a, b string
		want bool
	}{
		{"Quem restaurou esta obra?", "Quem restaurou O Fado?", true},
		{"Quem restaurou esta obra?", "Quem o restaurou?", true},
		{"Quem restaurou esta obra?", "quem restaurou gm-002?", true},
		{"Who restored this painting?", "Who restored The Fado?", true},
		{"Quem restaurou esta obra?", "Quem restaurou A Saudade?", false},
		{"Quem restaurou esta obra?", "Quem pintou O Fado?", false},
		{"Quem restaurou esta obra?", "Quem não restaurou O Fado?", false},
		{"O Fado", "esta obra", false},
	}
	for _, tt := range tests {
		if got := SameAbout(tt.a, tt.b, names); got != tt.want {
			t.Errorf("SameAbout(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestMentions(t *testing.T) {
	for _, tt := range []struct {
		question, name string
		want           bool
	}{
		{"Quem restaurou os painéis de SÃO Vicente?", "Painéis de São Vicente", true},
		{"o que é cg-001?", "CG-001", true},
		{"Quem é São Vicente?", "Painéis de São Vicente", false},
		{"Quem é?", "", false},
	} {
		if got := Mentions(tt.question, tt.name); got != tt.want {
			t.Errorf("Mentions(%q, %q) = %v", tt.question, tt.name, got)
		}
	}
}

// gapsOf are gaps in one language, newest first. A question may begin with the
// work at hand and a bar.
func gapsOf(questions ...string) []guide.Gap {
	newest := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var out []guide.Gap
	for i, q := range questions {
		gap := guide.Gap{ID: int64(len(questions) - i), Question: q, Lang: "pt", At: newest.Add(-time.Duration(i) * time.Hour)}
		if work, rest, found := strings.Cut(q, "|"); found {
			gap.Inventory, gap.Question = work, rest
		}
		out = append(out, gap)
	}
	return out
}

func questionsOf(groups []Group) []string {
	var out []string
	for _, g := range groups {
		var questions []string
		for _, gap := range g.Gaps {
			questions = append(questions, gap.Question)
		}
		out = append(out, strings.Join(questions, " = "))
	}
	return out
}

func TestGroups(t *testing.T) {
	gaps := gapsOf("Quem restaurou o Retábulo?", "Há ratos?", "CG-1|Há ratos?", "Tem ratos, o museu?", "Quando restaurou o Retábulo?",
		"Quem restaurou o retábulo", "ha RATOS", "o que é?", "O que é?", "Há, no museu, ratos?")
	foreign := gaps[1]
	foreign.Lang = "en"
	gaps = append(gaps, foreign)
	want := []string{"Há ratos? = ha RATOS", "Quem restaurou o Retábulo? = Quem restaurou o retábulo", "Tem ratos, o museu? = Há, no museu, ratos?", "o que é? = O que é?"}
	got := questionsOf(Groups(gaps, nil))
	if len(got) != 7 {
		t.Errorf("%d groups, want 7: %q", len(got), got)
	}
	if diff := cmp.Diff([]string{want[1], want[0], want[2], want[3]}, got[:4]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Near in meaning is near enough, as long as both ask the same way.
func TestGroupsByMeaning(t *testing.T) {
	gaps := gapsOf("Quem tratou da conservação?", "Quem conservou?", "Quando foi a conservação?", "Há ratos?")
	vectors := [][]float32{{1, 0}, {0.95, 0.31}, {1, 0}, {0, 1}}
	want := []string{"Quem tratou da conservação? = Quem conservou?", "Quando foi a conservação?", "Há ratos?"}
	for range 5 {
		if diff := cmp.Diff(want, questionsOf(Groups(gaps, vectors))); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}

func BenchmarkGroups(b *testing.B) {
	var questions []string
	var vectors [][]float32
	for i := range 1000 { // all different: the most work there can be
		questions = append(questions, fmt.Sprintf("Há palavra%d?", i))
		v := make([]float32, 256)
		v[i%256] = 1
		v[(i/256+i+1)%256] = 1
		vectors = append(vectors, v)
	}
	for i := range vectors { // unit length
		for j := range vectors[i] {
			vectors[i][j] *= 0.7
		}
	}
	gaps := gapsOf(questions...)
	for b.Loop() {
		Groups(gaps, vectors)
	}
}
