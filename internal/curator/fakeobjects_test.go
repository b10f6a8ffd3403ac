package curator

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"cicerone/internal/guide"
)

// fakeObjects are the gallery's objects, rooms, pictures and files, in memory.
type fakeObjects struct {
	mu    sync.Mutex
	cards map[int64]guide.OpenCard
	rooms []guide.OpenRoom
	files map[string][]byte
	asked guide.CardQuery // the last
	did   []string
	meets func() // called in the middle of a change, when set
}

func newFakeObjects() *fakeObjects {
	h := &fakeObjects{cards: map[int64]guide.OpenCard{}, files: map[string][]byte{}}
	add := func(c guide.OpenCard) {
		c.Version = 1
		h.cards[c.ID] = c
	}
	label := func(lang, title, maker string) map[string]guide.Label {
		return map[string]guide.Label{lang: {Lang: lang, Title: title, Maker: maker}}
	}
	add(guide.OpenCard{Card: guide.Card{ID: 1, Inventory: "CG-001", Room: "1", Order: 2, Highlight: true, Placed: true,
		Labels: label("pt", "Painéis de São Vicente", "Nuno Gonçalves e oficina"), ByHand: map[string]bool{"pt": true},
		Picture: &guide.Picture{ID: "painel", Sizes: []guide.PictureSize{{Width: 480, Height: 320, SHA256: fakeSHA("small")}}, Alts: map[string]string{"pt": "Seis tábuas"}}},
		NoteLabels: label("pt", "Painéis de São Vicente", "Nuno Gonçalves"), NotePlace: &guide.Place{Room: "2", Order: 5}, Live: true,
		Documents: []guide.ListedDocument{{PublicID: "live", Title: "Painéis de São Vicente", Lang: "pt", State: guide.DocumentLive}}})
	add(guide.OpenCard{Card: guide.Card{ID: 2, Inventory: "CG-002"}})
	add(guide.OpenCard{Card: guide.Card{ID: 3, Inventory: hostile, Labels: label("pt", hostile, hostile)}})
	h.rooms = []guide.OpenRoom{
		{Room: guide.Room{ID: 11, Code: "1", Order: 1, Names: map[string]string{"pt": "Primitivos"}, Abouts: map[string]string{}}, Version: 1, Objects: 1},
		{Room: guide.Room{ID: 12, Code: "2", Floor: 1, Order: 2, Names: map[string]string{"pt": hostile}, Abouts: map[string]string{}}, Version: 1},
	}
	h.files[fakeSHA("small")] = []byte("small")
	return h
}

func fakeSHA(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func (h *fakeObjects) lock() func() { h.mu.Lock(); return h.mu.Unlock }

// done notes what was done, and by whom.
func (h *fakeObjects) done(by guide.User, format string, args ...any) {
	h.did = append(h.did, string(by.Role)+" "+fmt.Sprintf(format, args...))
}

func (h *fakeObjects) Cards(_ context.Context, q guide.CardQuery) (guide.CardList, error) {
	defer h.lock()()
	h.asked = q
	var list guide.CardList
	for id := range int64(4) {
		c, ok := h.cards[id]
		if !ok || q.MuseumID != gallery.ID || q.Note == guide.With && !c.Live || q.Note == guide.Without && c.Live {
			continue
		}
		list.Cards = append(list.Cards, guide.ListedCard{ID: id, Inventory: c.Inventory, Title: c.Labels["pt"].Title, Lang: "pt", Maker: c.Labels["pt"].Maker,
			Room: c.Room, Order: c.Order, Highlight: c.Highlight, Picture: c.Picture != nil, Live: c.Live})
	}
	list.Total = len(list.Cards)
	list.Cards = list.Cards[min(q.Offset, list.Total):]
	return list, nil
}

func (h *fakeObjects) Card(_ context.Context, museum, id int64) (guide.OpenCard, error) {
	defer h.lock()()
	c, ok := h.cards[id]
	if !ok || museum != gallery.ID {
		return guide.OpenCard{}, guide.ErrNotFound
	}
	return c, nil
}

func (h *fakeObjects) AllCards(_ context.Context, museum int64) (cards []guide.Card, _ error) {
	defer h.lock()()
	for id := range int64(100) {
		if c, ok := h.cards[id]; ok && museum == gallery.ID {
			cards = append(cards, c.Card)
		}
	}
	return cards, nil
}

func (h *fakeObjects) AddObject(_ context.Context, by guide.User, inventory string) (int64, error) {
	defer h.lock()()
	for _, c := range h.cards {
		if strings.EqualFold(c.Inventory, inventory) {
			return 0, guide.ErrConflict
		}
	}
	h.cards[4] = guide.OpenCard{Card: guide.Card{ID: 4, Inventory: inventory, Version: 1}}
	h.done(by, "adds %s", inventory)
	return 4, nil
}

// change changes the object of an id and a version.
func (h *fakeObjects) change(by guide.User, id int64, version int, f func(*guide.OpenCard)) error {
	if h.meets != nil {
		h.meets()
	}
	defer h.lock()()
	c, ok := h.cards[id]
	switch {
	case !ok || by.Museum.ID != gallery.ID:
		return guide.ErrNotFound
	case c.Version != version:
		return guide.ErrConflict
	}
	f(&c)
	c.Version++
	h.cards[id] = c
	return nil
}

func (h *fakeObjects) SaveCard(_ context.Context, by guide.User, card guide.Card) error {
	return h.change(by, card.ID, card.Version, func(c *guide.OpenCard) { c.Card = card; h.done(by, "saves %s", card.Inventory) })
}

func (h *fakeObjects) TakeNote(_ context.Context, by guide.User, id int64, version int, lang string) error {
	return h.change(by, id, version, func(c *guide.OpenCard) { h.done(by, "takes %q of %s", lang, c.Inventory) })
}

func (h *fakeObjects) DeleteObject(_ context.Context, by guide.User, id int64, version int) error {
	if len(h.cards[id].Documents) > 0 {
		return guide.ErrConflict
	}
	err := h.change(by, id, version, func(c *guide.OpenCard) { h.done(by, "deletes %s", c.Inventory) })
	if err == nil {
		delete(h.cards, id)
	}
	return err
}

func (h *fakeObjects) ChangeCards(ctx context.Context, by guide.User, change func([]guide.Card) ([]guide.Card, error)) error {
	cards, _ := h.AllCards(ctx, by.Museum.ID)
	changed, err := change(cards)
	if err != nil {
		return err
	}
	defer h.lock()()
	for _, c := range changed {
		h.done(by, "imports %s", c.Inventory)
		if c.ID == 0 {
			c.ID = int64(50 + len(h.cards))
		}
		c.Version++
		h.cards[c.ID] = guide.OpenCard{Card: c}
	}
	return nil
}

func (h *fakeObjects) OpenRooms(_ context.Context, museum int64) ([]guide.OpenRoom, error) {
	defer h.lock()()
	if museum != gallery.ID {
		return nil, nil
	}
	return slices.Clone(h.rooms), nil
}

func (h *fakeObjects) SaveRoom(_ context.Context, by guide.User, room guide.OpenRoom) error {
	defer h.lock()()
	for _, r := range h.rooms {
		switch {
		case r.Code == room.Code && r.ID != room.ID:
			return fmt.Errorf("%w: %w", guide.ErrConflict, guide.ErrInvalid)
		case r.ID == room.ID && r.Version != room.Version:
			return guide.ErrConflict
		}
	}
	h.done(by, "saves room %s", room.Code)
	return nil
}

func (h *fakeObjects) MoveRoom(_ context.Context, by guide.User, room int64, step int) error {
	h.done(by, "moves room %d by %d", room, step)
	return nil
}

func (h *fakeObjects) DeleteRoom(_ context.Context, by guide.User, room int64, version int) error {
	h.done(by, "deletes room %d", room)
	return nil
}

func (h *fakeObjects) ChangeRooms(ctx context.Context, by guide.User, change func([]guide.OpenRoom) ([]guide.OpenRoom, error)) error {
	rooms, _ := h.OpenRooms(ctx, by.Museum.ID)
	changed, err := change(rooms)
	for _, r := range changed {
		h.done(by, "imports room %s", r.Code)
	}
	return err
}

func (h *fakeObjects) PutPicture(_ context.Context, by guide.User, object int64, p guide.Picture) error {
	h.done(by, "pictures %d by %v", object, p.Sizes)
	return nil
}

func (h *fakeObjects) DescribePicture(_ context.Context, by guide.User, object int64, p guide.Picture) error {
	h.done(by, "describes %s: %v %s", p.ID, p.Alts, p.Credit)
	return nil
}

func (h *fakeObjects) RemovePicture(_ context.Context, by guide.User, object int64) error {
	h.done(by, "removes the picture of %d", object)
	return nil
}

func (h *fakeObjects) RestorePicture(_ context.Context, by guide.User, object int64, picture string) error {
	h.done(by, "restores %s", picture)
	return nil
}

func (h *fakeObjects) PutSignVideo(_ context.Context, by guide.User, object int64, v guide.SignVideo) error {
	h.done(by, "signs %d: %v", object, v)
	return nil
}

func (h *fakeObjects) RemoveSignVideo(_ context.Context, by guide.User, object int64) error {
	h.done(by, "removes the signs of %d", object)
	return nil
}

func (h *fakeObjects) RestoreSignVideo(_ context.Context, by guide.User, object int64, video string) error {
	h.done(by, "restores signs %s", video)
	return nil
}

type seekable struct{ io.ReadSeeker }

func (seekable) Close() error { return nil }

func (h *fakeObjects) Put(_ context.Context, r io.Reader, limit int64) (string, int64, error) {
	defer h.lock()()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	h.files[fakeSHA(string(data))] = data
	return fakeSHA(string(data)), int64(len(data)), err
}

func (h *fakeObjects) Get(sha string) (io.ReadSeekCloser, error) {
	defer h.lock()()
	data, ok := h.files[sha]
	if !ok {
		return nil, guide.ErrNotFound
	}
	return seekable{bytes.NewReader(data)}, nil
}

// fakeDraw draws what it is sent, unless it begins with a problem.
func fakeDraw(_ context.Context, file []byte) ([]guide.Drawing, error) {
	if bytes.HasPrefix(file, []byte("image.")) {
		return nil, guide.Invalidf(string(file), "fake")
	}
	return []guide.Drawing{{Width: 480, Height: 320, JPEG: file}}, nil
}

func fakeText(file []byte) (string, string, error) {
	if bytes.IndexByte(file, 0) >= 0 {
		return "", "", guide.Invalidf("file", "this is not a text file")
	}
	return string(file), "UTF-8", nil
}
