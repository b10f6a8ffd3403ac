package ask

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/index"
	"cicerone/internal/rank"
	"cicerone/internal/text"
)

// notes is a museum small enough to read: a head of "kind | inventory | room |
// language | title | maker | date | material", and the note's paragraphs.
const notes = `
== object | GM-001 | 1 | pt | Custódia de Belém | Gil Vicente | 1506 | Ouro e esmaltes
A Custódia de Belém é de ouro e esmaltes e foi feita em 1506 pelo ourives Gil Vicente. O ouro era o tributo do rei de Quíloa, que Vasco da Gama trouxe da Índia em 1503.

O rei D. Manuel I deixou a custódia em testamento ao Mosteiro dos Jerónimos. Ao centro ajoelham-se os doze apóstolos.
== object | GM-001 | 1 | en | Belém Monstrance | Gil Vicente | 1506 | Gold and enamels
The Belém Monstrance is of gold and enamels and was made in 1506 by the goldsmith Gil Vicente. Its gold was the tribute of the king of Kilwa, brought back by Vasco da Gama in 1503.

King Manuel I left the monstrance to the monastery of the Jerónimos in his will. The twelve apostles kneel in the middle.
== object | GM-002 | 1 | pt | Painéis de São Vicente | Nuno Gonçalves | c. 1470 | Óleo e têmpera sobre madeira de carvalho
Os Painéis de São Vicente são seis tábuas pintadas por volta de 1470 e atribuídas a Nuno Gonçalves. Nelas estão quase sessenta figuras, da corte aos pescadores.

Os painéis foram encontrados em 1882 no Mosteiro de São Vicente de Fora, em Lisboa.
== object | GM-002 | 1 | en | Saint Vincent Panels | Nuno Gonçalves | c. 1470 | Oil and tempera on oak
The Saint Vincent Panels are six panels painted in about 1470 and attributed to Nuno Gonçalves. Nearly sixty figures stand in them, from the court to the fishermen.
== object | GM-003 | 2 | pt | O Fado | José Malhoa | 1910 | Óleo sobre tela
José Malhoa pintou O Fado em 1910. Um homem toca guitarra portuguesa e uma mulher escuta-o.
== object | GM-004 | 2 | pt | Candeia | | século XVIII | Prata
A candeia é de prata e foi feita no século XVIII numa oficina de Lisboa. Ardia com azeite diante do altar.
== object | GM-005 | 3 | en | Mariner's Astrolabe | | 1606 | Brass
The mariner's astrolabe is of brass and dated 1606. Pilots measured the height of the Sun with it, to know how far north they were.
== visit | | | pt | A sua visita | | |
O museu abre às 10h00 e fecha às 18h00, de terça a domingo. O bilhete custa 8 euros; as crianças até aos 12 anos não pagam.
== visit | | | en | Your visit | | |
The museum opens at 10:00 and closes at 18:00, Tuesday to Sunday. A ticket costs 8 euros; children up to 12 come in free.
`

// galeria is the museum of the notes.
var galeria = guide.Museum{
	ID: 1, Code: "galeria", Names: map[string]string{"pt": "Galeria", "en": "Gallery"}, Lang: "pt", Langs: []string{"pt", "en"}, Space: words{}.Space(),
}

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// passages are the notes' paragraphs as a search finds them.
func passages() []guide.Hit {
	var all []guide.Hit
	for n, note := range strings.Split(notes, "\n== ")[1:] {
		head, body, _ := strings.Cut(note, "\n")
		f := strings.Split(head, "|")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		h := guide.Hit{
			DocumentID: int64(n + 1), Document: fmt.Sprintf("note%d", n+1), Kind: guide.Kind(f[0]), Inventory: f[1], Room: f[2], Lang: f[3], Title: f[4],
			Label:  guide.Label{Lang: f[3], Title: f[4], Maker: f[5], Date: f[6], Material: f[7]},
			Author: "Equipa da Galeria", Revision: 1, Date: noon.AddDate(0, -1, 0),
		}
		offset := 0
		for paragraph := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
			h.PassageID, h.Text = int64(len(all)+1), paragraph
			h.Start, h.End = offset, offset+utf8.RuneCountInString(paragraph)
			all = append(all, h)
			offset = h.End + 2
		}
	}
	return all
}

// shelf searches the notes as Postgres does, all in memory.
type shelf struct {
	hits     []guide.Hit
	err      error
	searches []guide.Search
}

func (s *shelf) Search(_ context.Context, q guide.Search) (guide.Found, error) {
	s.searches = append(s.searches, q)
	if s.err != nil {
		return guide.Found{}, s.err
	}
	notes, err := (&index.Index{}).With(nil, s.passages)
	if err != nil {
		return guide.Found{}, err
	}
	terms := slices.DeleteFunc(text.Terms(q.Text), func(t text.Term) bool { return slices.Contains(q.Without, t.Word) })
	scores := notes.Score(index.Query{Terms: terms, Lang: q.Lang, At: q.At})
	defer scores.Close()
	found := guide.Found{Words: scores.Words, MaxIDF: scores.MaxIDF}
	if q.Vector == nil {
		found.Degraded = append(found.Degraded, guide.DegradedVector)
	}
	for _, h := range s.hits {
		h.LexicalScore = scores.Of(h.PassageID)
		if q.Vector != nil {
			h.VectorScore = cosine(q.Vector, words{}.embed(indexed(h)))
		}
		if h.LexicalScore > 0 || q.Vector != nil || slices.Contains(q.Objects, strings.ToLower(h.Inventory)) {
			found.Hits = append(found.Hits, h)
		}
	}
	rank.Fuse(&found)
	return found, nil
}

// passages are the notes as the index takes them in.
func (s *shelf) passages(yield func(index.Passage, error) bool) {
	for _, h := range s.hits {
		p := index.Passage{ID: h.PassageID, Document: h.DocumentID, Lang: h.Lang, Text: h.Text, Heading: h.Heading,
			Label: strings.Join([]string{h.Title, h.Label.Maker, h.Inventory}, " ")}
		if !yield(p, nil) {
			return
		}
	}
}

// indexed is all that a passage is found by.
func indexed(h guide.Hit) string {
	return strings.Join([]string{h.Title, h.Inventory, h.Label.Maker, h.Label.Date, h.Label.Material, h.Text}, "\n")
}

// words embeds by hashing terms into 256 dimensions, and knows nothing of
// meaning.
type words struct{}

func (words) Space() guide.Space { return guide.Space{ID: 1, Name: "words", Model: "words", Dims: 256} }

func (w words) Question(_ context.Context, space guide.Space, text string) ([]float32, error) {
	if space != w.Space() {
		return nil, fmt.Errorf("space %s: %w", space.Name, guide.ErrConflict)
	}
	return w.embed(text), nil
}

func (words) embed(s string) []float32 {
	v := make([]float32, 256)
	for _, t := range text.Terms(s) {
		h := fnv.New32a()
		_, _ = h.Write([]byte(t.Text)) // a hash cannot fail
		v[h.Sum32()%256]++
	}
	return v
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += float64(a[i] * b[i])
		aa += float64(a[i] * a[i])
		bb += float64(b[i] * b[i])
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}

// notebook keeps conversations.
type notebook struct {
	turns      []guide.Turn
	historyErr error
	saveErr    error
	onSave     func(context.Context)
}

func (m *notebook) History(_ context.Context, _ int64, conversation string, limit int) ([]guide.Exchange, error) {
	var all []guide.Exchange
	for _, t := range m.turns {
		if t.Conversation != conversation {
			continue
		}
		all = append(all, guide.Exchange{Question: t.Question.Text, Answer: t.Text(), Works: guide.CitedWorks(t.Citations), Lang: t.Lang})
	}
	return all[max(0, len(all)-limit):], m.historyErr
}

func (m *notebook) SaveTurn(ctx context.Context, t guide.Turn) error {
	if m.onSave != nil {
		m.onSave(ctx)
	}
	if m.saveErr != nil {
		return m.saveErr
	}
	t.Timings = maps.Clone(t.Timings)
	m.turns = append(m.turns, t)
	return nil
}

// museum is a guide with all that it works on.
type museum struct {
	*Guide
	shelf    *shelf
	notebook *notebook
}

// openMuseum makes the guide of the notes; without a model, answers are quotations.
func openMuseum(t testing.TB, m *Model) museum {
	t.Helper()
	ids := 0
	shelf, notebook := &shelf{hits: passages()}, &notebook{}
	return museum{&Guide{
		Search: shelf, Memory: notebook, Embedder: words{}, Model: m, Log: slog.New(slog.DiscardHandler),
		NewID: func() string { ids++; return fmt.Sprintf("id%d", ids) },
	}, shelf, notebook}
}

// ask asks, and returns the events with the turn.
func (m museum) ask(t testing.TB, q guide.Question) ([]guide.Event, guide.Turn) {
	t.Helper()
	q.Museum, q.At = galeria, noon
	var events []guide.Event
	turn, err := m.Ask(t.Context(), q, func(e guide.Event) error {
		events = append(events, e)
		return nil
	})
	if err != nil {
		t.Fatalf("Ask(%q): %v", q.Text, err)
	}
	return events, turn
}
