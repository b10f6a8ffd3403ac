package sheet

import (
	"bytes"
	"fmt"
	"testing"

	"cicerone/internal/guide"
)

// BenchmarkReadObjects reads the largest table there may be, as it was downloaded.
func BenchmarkReadObjects(b *testing.B) {
	cards := make([]guide.Card, MaxRows)
	for i := range cards {
		label := guide.Label{Title: fmt.Sprint("Obra número ", i), Maker: "Oficina desconhecida", Date: "século XVIII", Material: "Faiança"}
		cards[i] = guide.Card{ID: int64(i + 1), Inventory: fmt.Sprintf("B-%06d", i), Order: i, Labels: map[string]guide.Label{"pt": label, "en": label}}
		for lang, l := range cards[i].Labels {
			l.Lang = lang
			cards[i].Labels[lang] = l
		}
	}
	var table bytes.Buffer
	if err := WriteObjects(&table, langs, cards); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(table.Len()))
	for b.Loop() {
		got, err := ReadObjects(table.String(), langs, cards, nil)
		if err != nil || got.Unchanged != MaxRows {
			b.Fatalf("%d unchanged, %v", got.Unchanged, err)
		}
	}
}
