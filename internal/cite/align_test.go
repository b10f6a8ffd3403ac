package cite

import (
	"testing"

	"cicerone/internal/guide"
)

// note is a source of one work.
func note(lang, title, text string) []guide.Hit {
	return []guide.Hit{{PassageID: 1, Document: "X." + lang, Inventory: "X", Title: title, Lang: lang, Text: text, End: len([]rune(text))}}
}

func TestAcrossLanguages(t *testing.T) {
	pt := note("pt", "Bergantim Real", "É toda de madeira, tem cerca de 29 metros de comprimento e 4 de largura, e era movida por 40 remos. O navio mostra dois leões dourados junto da porta do palácio.")
	for _, tt := range []struct {
		lang, said string
		want       bool
	}{
		{"en", "The ship shows two golden lions beside the door of the palace.", true},
		{"es", "El navío muestra dos leones dorados junto a la puerta del palacio.", true},
		{"fr", "Le navire montre deux lions dorés près de la porte du palais.", true},
		{"en", "The ship shows two golden lions beside the door of the palace, and was hidden during the revolution.", false},
		{"en", "Stolen by thieves from Spain, the ship shows two golden lions beside the door of the palace.", false},
		{"en", "The ship shows two silver lions beside the door of the palace.", false},
		{"en", "The ship shows two golden lions beside the door of the Hermitage.", false},
		{"en", "The ship was a gift of the queen.", false},
	} {
		c := NewChecker("", pt, tt.lang, nil)
		all := append(c.Feed(tt.said), c.Close()...)
		if len(all) != 1 || all[0].Supported != tt.want {
			t.Errorf("%s: %s, want it shown: %v", tt.lang, show(all), tt.want)
		}
	}
}

func TestDisplaced(t *testing.T) {
	en := note("en", "Belém Monstrance", "After the religious orders were dissolved in 1834 the monstrance passed to the State, and since 1925 it has belonged to the Museu Nacional de Arte Antiga in Lisbon. Kano Domi came to Lisbon.")
	for said, want := range map[string]bool{
		"After the religious orders were dissolved in 1834 the monstrance passed to the State.":                                                                                true,
		"Since 1925 it has belonged to the Museu Nacional de Arte Antiga in Lisbon.":                                                                                           true,
		"After the religious orders were dissolved in 1925 the monstrance passed to the State, and since 1834 it has belonged to the Museu Nacional de Arte Antiga in Lisbon.": false,
		"After the religious orders were dissolved in 1834 the monstrance passed to the Kano, and since 1925 it has belonged to the Museu Nacional de Arte Antiga in Lisbon.":  false,
		"After the religious orders were dissolved in １８３４ the monstrance passed to the State.":                                                                                false,
		"After the religious orders were dissolved in ١٨٣٤ the monstrance passed to the State.":                                                                                false,
	} {
		c := NewChecker("", en, "en", nil)
		all := append(c.Feed(said), c.Close()...)
		if len(all) != 1 || all[0].Supported != want {
			t.Errorf("%s, want it shown: %v", show(all), want)
		}
	}
}
