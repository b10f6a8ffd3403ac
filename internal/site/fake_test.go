package site

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"
)

// A small museum: two rooms, six works, notes in Portuguese and English. One
// work has a note in Portuguese only, one an inventory number with a slash and
// a space, and one a title that is an attack.

var fakeMuseum = guide.Museum{
	ID: 1, Code: "galeria", Lang: "pt", Langs: []string{"pt", "en"},
	Names: map[string]string{"pt": "Galeria Cicerone", "en": "Cicerone Gallery"},
}

var fakeRooms = []guide.Room{
	{
		ID: 11, MuseumID: 1, Code: "1", Order: 1,
		Names:  map[string]string{"pt": "Pintura antes de 1600", "en": "Painting before 1600"},
		Abouts: map[string]string{"pt": "Retábulos e retratos, da oficina de Lisboa ao Norte da Europa.", "en": "Altarpieces and portraits, from the Lisbon workshop to northern Europe."},
	},
	{
		ID: 12, MuseumID: 1, Code: "2", Floor: 1, Order: 2,
		Names:  map[string]string{"pt": "Ouro, prata e azulejo", "en": "Gold, silver and tiles"},
		Abouts: map[string]string{"pt": "O que se fez com o metal que veio pelo mar e com o barro de cá.", "en": "What was made of the metal that came by sea, and of the clay at home."},
	},
}

type fakeWork struct {
	id        int64
	inventory string
	room      int64
	highlight bool
	labels    map[string]guide.Label
	notes     map[string]string
}

var fakeWorks = []fakeWork{
	{
		101, "CG-001", 11, true,
		map[string]guide.Label{
			"pt": {Lang: "pt", Title: "Painéis de São Vicente", Maker: "Nuno Gonçalves (atribuição)", Date: "c. 1470", Material: "Óleo e têmpera sobre madeira de carvalho", HeldBy: "Museu Nacional de Arte Antiga, Lisboa"},
			"en": {Lang: "en", Title: "Panels of Saint Vincent", Maker: "Nuno Gonçalves (attributed)", Date: "c. 1470", Material: "Oil and tempera on oak", HeldBy: "Museu Nacional de Arte Antiga, Lisbon"},
		},
		map[string]string{
			"pt": "Os Painéis de São Vicente são seis tábuas pintadas a óleo e têmpera sobre madeira de carvalho, atribuídas a Nuno Gonçalves e datadas de cerca de 1470. Reúnem sessenta figuras de quase todos os meios da sociedade portuguesa do século XV em torno de um santo que aparece duas vezes, quase sempre identificado com São Vicente, padroeiro de Lisboa.\n\nQuem são as figuras é matéria disputada há mais de um século. O que não se discute é a atenção com que Nuno Gonçalves pintou cada rosto: a barba por fazer, a pele cansada, o olhar que não se cruza com nenhum outro.\n\nOs Painéis de São Vicente foram reencontrados no paço de São Vicente de Fora no final do século XIX e pertencem hoje ao Museu Nacional de Arte Antiga, em Lisboa.",
			"en": "The Panels of Saint Vincent are six paintings in oil and tempera on oak, attributed to Nuno Gonçalves and dated to about 1470. They gather sixty figures from almost every walk of fifteenth-century Portuguese life around a saint who appears twice, and who is usually taken to be Saint Vincent, patron of Lisbon.\n\nWho the figures are has been disputed for more than a century. What nobody disputes is the care with which Nuno Gonçalves painted each face: the unshaven chin, the tired skin, the gaze that meets no other.\n\nThe Panels of Saint Vincent were found again in the palace of São Vicente de Fora at the end of the nineteenth century and now belong to the Museu Nacional de Arte Antiga in Lisbon.",
		},
	},
	{
		102, "CG-002", 11, true,
		map[string]guide.Label{
			"pt": {Lang: "pt", Title: "As Tentações de Santo Antão", Maker: "Hieronymus Bosch", Date: "c. 1500", Material: "Óleo sobre madeira de carvalho", HeldBy: "Museu Nacional de Arte Antiga, Lisboa"},
			"en": {Lang: "en", Title: "The Temptations of Saint Anthony", Maker: "Hieronymus Bosch", Date: "c. 1500", Material: "Oil on oak", HeldBy: "Museu Nacional de Arte Antiga, Lisbon"},
		},
		map[string]string{
			"pt": "As Tentações de Santo Antão são um tríptico a óleo sobre madeira de carvalho pintado por Hieronymus Bosch por volta de 1500. O santo olha para nós do meio da tábua central, sereno, enquanto à sua volta o mundo se desfaz em criaturas que são meio peixe, meio barco, meio ovo.\n\nO tríptico pertence ao Museu Nacional de Arte Antiga, em Lisboa.",
			"en": "The Temptations of Saint Anthony is a triptych in oil on oak painted by Hieronymus Bosch in about 1500. The saint looks out at us from the middle of the central panel, calm, while around him the world comes apart into creatures that are half fish, half boat, half egg.\n\nThe triptych belongs to the Museu Nacional de Arte Antiga in Lisbon.",
		},
	},
	{
		103, "CG-003", 11, false,
		map[string]guide.Label{
			"pt": {Lang: "pt", Title: "São Jerónimo", Maker: "Albrecht Dürer", Date: "1521", Material: "Óleo sobre madeira de carvalho", HeldBy: "Museu Nacional de Arte Antiga, Lisboa"},
			"en": {Lang: "en", Title: "Saint Jerome", Maker: "Albrecht Dürer", Date: "1521", Material: "Oil on oak", HeldBy: "Museu Nacional de Arte Antiga, Lisbon"},
		},
		map[string]string{
			"pt": "Albrecht Dürer pintou este São Jerónimo em 1521, em Antuérpia, e ofereceu-o a Rodrigo Fernandes de Almada, feitor de Portugal na cidade. O modelo foi um homem de noventa e três anos que Dürer desenhou do natural.\n\nO quadro pertence ao Museu Nacional de Arte Antiga, em Lisboa.",
			"en": "Albrecht Dürer painted this Saint Jerome in Antwerp in 1521 and gave it to Rodrigo Fernandes de Almada, Portugal’s factor in the city. The model was a man of ninety-three whom Dürer drew from life.\n\nThe painting belongs to the Museu Nacional de Arte Antiga in Lisbon.",
		},
	},
	{
		104, "CG-010", 12, true,
		map[string]guide.Label{
			"pt": {Lang: "pt", Title: "Custódia de Belém", Maker: "Gil Vicente (atribuição)", Date: "1506", Material: "Ouro e esmaltes", HeldBy: "Museu Nacional de Arte Antiga, Lisboa"},
			"en": {Lang: "en", Title: "Belém Monstrance", Maker: "Gil Vicente (attributed)", Date: "1506", Material: "Gold and enamel", HeldBy: "Museu Nacional de Arte Antiga, Lisbon"},
		},
		map[string]string{
			"pt": "A Custódia de Belém foi acabada em 1506 e é atribuída ao ourives Gil Vicente. O rei D. Manuel I mandou-a fazer com o ouro que Vasco da Gama trouxe de Quíloa como tributo.\n\nOs doze apóstolos ajoelham-se em volta do lugar da hóstia, cada um com o rosto de um homem diferente. A Custódia de Belém pertence ao Museu Nacional de Arte Antiga, em Lisboa.",
			"en": "The Belém Monstrance was finished in 1506 and is attributed to the goldsmith Gil Vicente. King Manuel I had it made of the gold that Vasco da Gama brought from Kilwa as tribute.\n\nThe twelve apostles kneel around the place of the host, each with the face of a different man. The Belém Monstrance belongs to the Museu Nacional de Arte Antiga in Lisbon.",
		},
	},
	{
		105, "AZ 12/3", 12, false,
		map[string]guide.Label{
			"pt": {Lang: "pt", Title: "Grande Panorama de Lisboa", Maker: "Gabriel del Barco (atribuição)", Date: "c. 1700", Material: "Azulejo", HeldBy: "Museu Nacional do Azulejo, Lisboa"},
		},
		map[string]string{
			"pt": "O Grande Panorama de Lisboa mostra a cidade vista do Tejo antes do terramoto de 1755, ao longo de cerca de vinte e três metros de azulejo azul e branco. O painel é atribuído a Gabriel del Barco e data de cerca de 1700.\n\nO Grande Panorama de Lisboa pertence ao Museu Nacional do Azulejo, em Lisboa.",
		},
	},
	{
		106, "CG-666", 12, false,
		map[string]guide.Label{
			"pt": {Lang: "pt", Title: `<script>alert("x")</script>`, Maker: `"><img src=x onerror=alert(1)>`},
			"en": {Lang: "en", Title: `<script>alert("x")</script>`, Maker: `"><img src=x onerror=alert(1)>`},
		},
		map[string]string{"pt": "Um <b>título</b> hostil.", "en": "A <b>hostile</b> title."},
	},
}

var fakeDate = time.Date(2026, time.November, 23, 0, 30, 0, 0, time.UTC)

type fakeCollection struct{ museums []guide.Museum }

func newFakeCollection() fakeCollection { return fakeCollection{[]guide.Museum{fakeMuseum}} }

func (f fakeCollection) Museums(context.Context) ([]guide.Museum, error) { return f.museums, nil }

func (f fakeCollection) Museum(_ context.Context, code string) (guide.Museum, error) {
	for _, m := range f.museums {
		if m.Code == code {
			return m, nil
		}
	}
	return guide.Museum{}, guide.ErrNotFound
}

func (f fakeCollection) Rooms(context.Context, int64) ([]guide.Room, error) { return fakeRooms, nil }

func (f fakeCollection) Objects(_ context.Context, q guide.ObjectQuery) ([]guide.Object, error) {
	var found []guide.Object
	for i, w := range fakeWorks {
		if q.Inventory != "" && w.inventory != q.Inventory || q.Among != nil && !slices.Contains(q.Among, w.inventory) || q.RoomID != 0 && w.room != q.RoomID || q.Highlights && !w.highlight {
			continue
		}
		found = append(found, w.object(i, q.Lang))
	}
	found = found[min(q.Offset, len(found)):]
	if q.Limit > 0 {
		found = found[:min(q.Limit, len(found))]
	}
	return found, nil
}

func (w fakeWork) object(order int, lang string) guide.Object {
	label, ok := w.labels[lang]
	if !ok {
		label = w.labels["pt"]
	}
	o := guide.Object{ID: w.id, Inventory: w.inventory, RoomID: w.room, Order: order, Highlight: w.highlight, Label: label}
	if w.inventory == "CG-001" {
		o.Picture = &fakePicture
	}
	return o
}

func (w fakeWork) note(lang string) guide.LiveNote {
	return guide.LiveNote{
		Document: fmt.Sprintf("NOTE%d%s", w.id, lang), Revision: 1, Title: w.labels[lang].Title, Inventory: w.inventory,
		Author: map[string]string{"pt": "Equipa da Galeria Cicerone", "en": "Cicerone Gallery team"}[lang],
		Date:   fakeDate, Lang: lang, Text: w.notes[lang],
	}
}

func (f fakeCollection) ObjectNotes(_ context.Context, _, objectID int64, lang string) ([]guide.LiveNote, error) {
	var notes []guide.LiveNote
	for _, w := range fakeWorks {
		if w.id != objectID {
			continue
		}
		for l := range w.notes {
			notes = append(notes, w.note(l))
		}
	}
	slices.SortFunc(notes, func(a, b guide.LiveNote) int {
		if (a.Lang == lang) != (b.Lang == lang) {
			return map[bool]int{true: -1, false: 1}[a.Lang == lang]
		}
		return strings.Compare(a.Lang, b.Lang)
	})
	return notes, nil
}

// rated is the last rating that any fake collection was given.
var rated string

func (f fakeCollection) Rate(_ context.Context, turn string, helpful bool, reason string, _ time.Time) error {
	if turn == "GONE" {
		return guide.ErrNotFound
	}
	rated = fmt.Sprintf("%s %v %s", turn, helpful, reason)
	return nil
}

func (f fakeCollection) Note(_ context.Context, _ int64, document string, _ time.Time) (guide.LiveNote, error) {
	for _, w := range fakeWorks {
		for lang := range w.notes {
			if n := w.note(lang); n.Document == document {
				return n, nil
			}
		}
	}
	return guide.LiveNote{}, guide.ErrNotFound
}

// fakeAsk answers from what a question says rather than from any search:
// "down" fails, "tomato"/"tomate" is not covered, "model" is a model's answer,
// "degraded" has lost its model, "pinned" is the team's own, "thanks" is met plainly, "mixed" quotes two languages, anything else is
// quoted from the work at hand or the Panels.
// The panels have a picture that says what it shows in Portuguese only.
var fakePicture = guide.Picture{ID: "painel", Credit: "Fotografia da casa", Alts: map[string]string{"pt": `Seis tábuas & um "santo"`},
	Sizes: []guide.PictureSize{{Width: 480, Height: 320, SHA256: "small"}, {Width: 1280, Height: 853, SHA256: "large"}}}

func (f fakeCollection) PictureFile(_ context.Context, museum int64, id string, width int) (string, error) {
	for _, size := range fakePicture.Sizes {
		if museum == fakeMuseum.ID && id == fakePicture.ID && width == size.Width {
			return size.SHA256, nil
		}
	}
	return "", guide.ErrNotFound
}

// The panels have a video too, and no other work.
var fakeSigns = guide.SignVideo{ID: "gesto", Lang: "LGP", Kind: "video/mp4", SHA256: "signs"}

func (f fakeCollection) ObjectSignVideo(_ context.Context, museum, object int64) (guide.SignVideo, error) {
	if museum != fakeMuseum.ID || object != 101 {
		return guide.SignVideo{}, guide.ErrNotFound
	}
	return fakeSigns, nil
}

func (f fakeCollection) SignVideo(_ context.Context, museum int64, video string) (guide.SignVideo, error) {
	if museum != fakeMuseum.ID || video != fakeSigns.ID {
		return guide.SignVideo{}, guide.ErrNotFound
	}
	return fakeSigns, nil
}

type seekable struct{ io.ReadSeeker }

func (seekable) Close() error { return nil }

// fakeFiles are the files of pictures: each holds its own name.
type fakeFiles struct{}

func (fakeFiles) Get(sha string) (io.ReadSeekCloser, error) {
	return seekable{strings.NewReader("jpeg of " + sha)}, nil
}

func fakeAsk(ctx context.Context, q guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
	t := guide.Turn{
		ID: "Q1", Conversation: "CONV1", Question: q, Lang: "pt", Verdict: guide.Answered, Mode: guide.ModeQuote, At: q.At,
	}
	text := strings.ToLower(q.Text)
	if text == "followed" {
		t.Standalone = "followed [CG-001 Painéis de São Vicente]"
	}
	for _, word := range []string{"who", "what", "when", "tomato", "down"} {
		if strings.Contains(text, word) {
			t.Lang = "en"
		}
	}
	switch {
	case strings.Contains(text, "down"):
		return guide.Turn{}, guide.ErrUnavailable
	case strings.Contains(text, "tomat"):
		t.Verdict = guide.NotCovered
		for i, w := range fakeWorks[:2] {
			t.Nearby = append(t.Nearby, w.object(i, t.Lang))
		}
		return t, emit(guide.Event{Kind: guide.EventDone, Done: t})
	case strings.Contains(text, "pinned"):
		t.Mode, t.Pin = guide.ModePinned, &guide.Pin{Date: fakeDate}
		t.Sentences = []guide.Sentence{{Text: "Não, não há.", Quoted: true, Lang: "pt"}}
		return t, emit(guide.Event{Kind: guide.EventDone, Done: t})
	case strings.Contains(text, "thanks"):
		t.Mode, t.Sentences = guide.ModePlain, []guide.Sentence{{Text: "De nada!", Lang: "pt"}}
		return t, emit(guide.Event{Kind: guide.EventDone, Done: t})
	case strings.Contains(text, "model"):
		t.Mode = guide.ModeModel
	case strings.Contains(text, "degraded"):
		t.Degraded = []guide.Degradation{guide.DegradedModel}
	}
	work := fakeWorks[0]
	for _, w := range fakeWorks {
		if w.inventory == q.Object {
			work = w
		}
	}
	if _, ok := work.notes[t.Lang]; !ok {
		t.Lang = "pt"
	}
	quoteFrom(&t, work, t.Lang)
	if strings.Contains(text, "mixed") {
		quoteFrom(&t, fakeWorks[4], "pt")
	}
	if err := emit(guide.Event{Kind: guide.EventSources}); err != nil {
		return t, err
	}
	for _, s := range t.Sentences {
		if err := emit(guide.Event{Kind: guide.EventSentence, Sentence: s}); err != nil {
			return t, err
		}
	}
	if err := emit(guide.Event{Kind: guide.EventCitations, Citations: t.Citations}); err != nil {
		return t, err
	}
	return t, emit(guide.Event{Kind: guide.EventDone, Done: t})
}

// quoteFrom answers with the first sentence of each of a note's paragraphs.
func quoteFrom(t *guide.Turn, w fakeWork, lang string) {
	n := w.note(lang)
	offset := 0
	for block := range strings.SplitAfterSeq(n.Text, "\n\n") {
		end := strings.Index(block, ". ")
		if end < 0 {
			end = strings.LastIndex(block, ".")
		}
		sentence := block[:end+1]
		number := len(t.Citations) + 1
		t.Sentences = append(t.Sentences, guide.Sentence{Text: sentence, Citations: []int{number}, Quoted: true, Lang: lang})
		t.Citations = append(t.Citations, guide.Citation{
			Number: number, Inventory: n.Inventory, Title: n.Title, Sentence: sentence, Document: n.Document,
			Revision: 1, Author: n.Author, Date: n.Date, Lang: lang,
			Start: offset, End: offset + utf8.RuneCountInString(sentence),
		})
		offset += utf8.RuneCountInString(block)
	}
}

// fakeTours are those of the museum. The first names a work that is not on view.
var fakeTours = []guide.Tour{
	{ID: "OURO", Titles: map[string]string{"pt": "O ouro e o mar", "en": "Gold and the sea"}, Intros: map[string]string{"pt": "De uma ponta à outra."}, Minutes: 25,
		Stops: []guide.Stop{{Object: fakeWorks[1].object(1, "pt"), Words: map[string]string{"pt": "Comece ao fundo."}}, {Object: fakeWorks[2].object(2, "pt")}}},
	{ID: "XSS", Titles: map[string]string{"pt": `<script>alert("x")</script>`}, Intros: map[string]string{"pt": `"><img src=x onerror=alert(1)>`},
		Stops: []guide.Stop{{Object: fakeWorks[5].object(5, "pt"), Words: map[string]string{"pt": `<b onclick=alert(1)>`}}}},
}

func (f fakeCollection) Tours(context.Context, int64, string) ([]guide.Tour, error) {
	return fakeTours, nil
}

func (f fakeCollection) Tour(_ context.Context, _ int64, id, _ string) (guide.Tour, error) {
	for _, t := range fakeTours {
		if t.ID == id {
			return t, nil
		}
	}
	return guide.Tour{}, guide.ErrNotFound
}

// fakeFind knows of one thing only.
func fakeFind(_ context.Context, q guide.Question, _ int) ([]string, error) {
	switch {
	case strings.Contains(q.Text, "down"):
		return nil, guide.ErrUnavailable
	case strings.Contains(q.Text, "ouro"):
		return []string{fakeWorks[2].inventory}, nil
	}
	return nil, nil
}

func (f fakeCollection) Related(_ context.Context, _ guide.Museum, object int64, lang string, limit int) ([]guide.RelatedObject, error) {
	if w := fakeWorks[2]; w.id != object {
		return []guide.RelatedObject{{Object: w.object(1, lang), Why: guide.SamePeriod}}, nil
	}
	return nil, nil
}

func (f fakeCollection) ShownTurn(ctx context.Context, museum guide.Museum, turn string, _ time.Time) (guide.Turn, error) {
	switch turn {
	case "TURN1":
		t, err := fakeAsk(ctx, guide.Question{Museum: museum, Text: "Quem pintou os Painéis?", Object: "CG-001"}, func(guide.Event) error { return nil })
		t.Question, t.At = guide.Question{Museum: museum, Text: "Quem pintou os Painéis?", Object: "CG-001"}, fakeDate
		return t, err
	case "STALE":
		return guide.Turn{Question: guide.Question{Museum: museum, Text: "Uma pergunta <antiga>?"}, At: fakeDate}, guide.ErrConflict
	}
	return guide.Turn{}, guide.ErrNotFound
}
