package theme

import (
	"math"
	"strings"
	"testing"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

// The contrasts that WCAG's own examples and tools give.
func TestContrast(t *testing.T) {
	for pair, want := range map[[2]string]float64{
		{"#000000", "#ffffff"}: 21, {"#777777", "#ffffff"}: 4.48, {"#767676", "#ffffff"}: 4.54, {"#ff0000", "#ffffff"}: 4.00, {"#123456", "#123456"}: 1,
	} {
		if got := Contrast(pair[0], pair[1]); math.Abs(got-want) > 0.005 {
			t.Errorf("%v: got %.3f, want %.2f", pair, got, want)
		}
	}
}

// The house's own colours are all there and can all be read.
func TestHouse(t *testing.T) {
	for i, p := range house() {
		for _, name := range []string{"ground", "raised", "ink", "quiet", "accent", "on-accent", "problem"} {
			if Colour(p[name]) == "" {
				t.Errorf("palette %d lacks %s: %v", i, name, p)
			}
		}
	}
	if got := Check(guide.Theme{}); got != nil {
		t.Errorf("the house's own colours: %+v", got)
	}
	if got := CSS(guide.Theme{}); got != "" {
		t.Errorf("the house's own theme needs no style sheet: %s", got)
	}
}

func TestCheck(t *testing.T) {
	pairs := func(theme guide.Theme) (out []string) {
		for _, p := range Check(theme) {
			if p.Ratio >= Enough || p.Ratio < 1 {
				t.Errorf("%+v: not a problem", p)
			}
			name := p.Pair
			if p.Dark {
				name = "dark " + name
			}
			out = append(out, name)
		}
		return out
	}
	tests := []struct {
		name  string
		theme guide.Theme
		want  []string
	}{
		{"a deep red", guide.Theme{Accent: "#7a1020", DarkAccent: "#ff9aa5"}, nil},
		{"a pale accent", guide.Theme{Accent: "#ffd24d"}, []string{"accent.ground", "accent.raised", "accent.tint"}},
		{"a dark accent in the dark", guide.Theme{DarkAccent: "#1d3f91"}, []string{"dark accent.ground", "dark accent.raised", "dark accent.tint"}},
		{"a ground in the middle", guide.Theme{Ground: "#808080"}, []string{"ink.ground", "quiet.ground", "problem.ground", "accent.ground", "accent.tint"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, pairs(tt.theme)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestCSS(t *testing.T) {
	got := CSS(guide.Theme{Accent: "#7a1020", Type: guide.TypeSans})
	for _, want := range []string{"--accent: #7a1020; --on-accent: #ffffff; }", "--accent: " + house()[1]["accent"], "system-ui"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if got := CSS(guide.Theme{Type: "} * { display: none"}); got != "" {
		t.Errorf("an unknown type: %s", got)
	}
}

func FuzzColour(f *testing.F) {
	f.Add("#AbC")
	f.Add("#12345g")
	f.Add("red; } body { display: none")
	f.Fuzz(func(t *testing.T, s string) {
		got := Colour(s)
		if got != "" && !colour.MatchString(got) || got != Colour(got) {
			t.Errorf("%q: got %q", s, got)
		}
	})
}
