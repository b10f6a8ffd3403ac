package text

import "testing"

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Conceição":  "conceicao",
		"CONCEICAO":  "conceicao",
		"Straße":     "strasse",
		"GROẞ":       "gross",
		"Œuvre":      "oeuvre",
		"Ærø":        "aero",
		"Łódź":       "lodz",
		"İstanbul":   "istanbul",
		"ﬁgura":      "figura",
		"Sr.ª":       "sr.a",
		"e\u0301":    "e",
		"Phạm":       "pham",
		"Ἀθήνα":      "αθηνα",
		"Йод":        "иод",
		"42.86 a-b!": "42.86 a-b!",
		"":           "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Conceição Œ ǅ ﬁ \u0344 한")
	f.Fuzz(func(t *testing.T, s string) {
		if once, twice := Fold(s), Fold(Fold(s)); once != twice {
			t.Fatalf("Fold(%q) = %q, again %q", s, once, twice)
		}
	})
}
