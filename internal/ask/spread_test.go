package ask

import (
	"fmt"
	"slices"
	"testing"

	"cicerone/internal/guide"
)

// Of forty coins alike two stay in front; the candlestick is seen too.
func TestSpread(t *testing.T) {
	var hits []guide.Hit
	for i := range 40 {
		hits = append(hits, guide.Hit{PassageID: int64(i + 1), DocumentID: int64(i + 1), Text: fmt.Sprintf(
			"Moeda de cobre, circular, com a efígie do rei no anverso e o brasão coroado no reverso, cunhada em Lisboa, número %d.", i)})
	}
	hits = append(hits, guide.Hit{PassageID: 90, DocumentID: 90, Text: "Castiçal de prata com base quadrada."})
	// Two passages of one note are no twins of each other, however alike.
	again := hits[40]
	again.PassageID = 91
	hits = append(hits, again)
	var got []int64
	for _, h := range spread(hits, 6) {
		got = append(got, h.PassageID)
	}
	if want := []int64{1, 2, 90, 91, 3, 4}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := spread(hits[:1], 6); len(got) != 1 {
		t.Errorf("of one hit %d are left", len(got))
	}
	if got := spread(nil, 6); len(got) != 0 {
		t.Errorf("of none %d are left", len(got))
	}
}
