package guide

import (
	"maps"
	"slices"
)

// Card is an object as those see it who look after it: in all its languages,
// with what keeps notes from changing it.
type Card struct {
	ID        int64
	Inventory string
	Version   int    // counts its changes
	Room      string // code; empty: in no room
	Order     int    // position in its room
	Highlight bool
	Placed    bool             // by a person: notes no longer change room, order and highlight
	Labels    map[string]Label // by language; one that says nothing is not there
	ByHand    map[string]bool  // languages whose label a person wrote: notes no longer change it
	Picture   *Picture         // nil: none
}

// Place is where an object stands on the visit.
type Place struct {
	Room      string // code; empty: in no room
	Order     int
	Highlight bool
}

// Place is where the card's object stands.
func (c Card) Place() Place { return Place{c.Room, c.Order, c.Highlight} }

// Same reports whether two cards of one object say the same, whoever wrote it.
func (c Card) Same(d Card) bool {
	return c.Place() == d.Place() && maps.Equal(c.Labels, d.Labels) && maps.Equal(c.Alts(), d.Alts())
}

// Alts are the alternative texts of the card's picture, by language.
func (c Card) Alts() map[string]string {
	if c.Picture == nil {
		return nil
	}
	return c.Picture.Alts
}

// Clone is a card that can be changed without changing this one.
func (c Card) Clone() Card {
	c.Labels, c.ByHand = maps.Clone(c.Labels), maps.Clone(c.ByHand)
	if c.Picture != nil {
		picture := *c.Picture
		picture.Alts = maps.Clone(picture.Alts)
		c.Picture = &picture
	}
	return c
}

// Empty reports whether a label says nothing.
func (l Label) Empty() bool { l.Lang = ""; return l == Label{} }

// LabelField is one thing that a label says, by the name that forms and tables
// have for it.
type LabelField struct {
	Name string
	Of   func(*Label) *string
}

// LabelFields are what a label says, in the order in which it is read.
var LabelFields = []LabelField{
	{"title", func(l *Label) *string { return &l.Title }},
	{"maker", func(l *Label) *string { return &l.Maker }},
	{"date", func(l *Label) *string { return &l.Date }},
	{"material", func(l *Label) *string { return &l.Material }},
	{"held_by", func(l *Label) *string { return &l.HeldBy }},
}

// OpenCard is a card with what there is about its object.
type OpenCard struct {
	Card
	NotePlace  *Place           // where the newest live note would put it; nil: no note says
	NoteLabels map[string]Label // what the newest live notes say, by language
	Documents  []ListedDocument // about it, newest first, at most 100
	Live       bool             // visitors can open its page
	Removed    string           // id of the picture removed last, which can be put back; may be empty
	Signs      *SignVideo       // nil: none
	NoSigns    string           // id of the video removed last, which can be put back; may be empty
	Acts       []Act            // newest first, at most 20
}

// ListedCard is an object as a list shows it.
type ListedCard struct {
	ID        int64
	Inventory string
	Title     string // in the language asked for, or the nearest there is; may be empty
	Lang      string // of the title
	Maker     string
	Room      string // code; empty: in no room
	Order     int
	Highlight bool
	Picture   bool
	Live      bool // visitors can open its page
}

// Having narrows a list to those with or without something.
type Having string

const (
	With    Having = "with"
	Without Having = "without"
)

// CardQuery narrows a museum's objects. Zero fields do not narrow.
type CardQuery struct {
	MuseumID   int64
	Lang       string // of the titles
	Text       string // part of an inventory number, a title or a maker; case and accents do not matter
	RoomID     int64
	NoRoom     bool
	Highlights bool
	Picture    Having
	Note       Having // one that visitors can read
	Offset     int
	Limit      int
}

// CardList is one page of a museum's objects: in the order of the visit when
// they are of one room, else by inventory number.
type CardList struct {
	Cards []ListedCard
	Total int // on all pages; 0 on a page beyond the last
}

// PictureWidths are how wide pictures are shown, in pixels: a phone's column, and
// that of a phone with fine pixels or of a desk. A picture that is narrower is
// never enlarged.
var PictureWidths = []int{480, 1280}

// Limits on what people write about an object beside its label.
const (
	MaxAltRunes    = 500 // two or three sentences: more belongs in a note
	MaxCreditRunes = 200
)

// Picture is the picture of an object.
type Picture struct {
	ID     string            // in addresses, where nobody can guess it
	Sizes  []PictureSize     // smallest first, at least one
	Alts   map[string]string // what it shows, by language: visitors see it in those languages only
	Credit string
}

// PictureSize is one size of a picture: a JPEG file kept with the originals.
type PictureSize struct {
	Width  int    `json:"width"` // pixels
	Height int    `json:"height"`
	SHA256 string `json:"sha256"`
}

// Largest is the picture at its largest.
func (p Picture) Largest() PictureSize { return p.Sizes[len(p.Sizes)-1] }

// SignVideo is a video of an object in a sign language: a file kept with the
// originals.
type SignVideo struct {
	ID     string // in addresses, where nobody can guess it
	Lang   string // what the sign language is called: "LGP"
	Kind   string // media type, one of SignKinds
	SHA256 string
}

// SignKinds are the videos taken, which every browser plays, with the end of their
// addresses.
var SignKinds = map[string]string{"video/mp4": ".mp4", "video/webm": ".webm"}

// Limits on a video in a sign language.
const (
	MaxSignBytes = 256 << 20 // ten minutes as phones film, an hour as museums publish
	MaxSignLang  = 60        // runes
)

// MaxPhotoBytes is the largest photograph that a visitor may show the guide: what
// phones make of twelve million pixels at their best is half of it.
const MaxPhotoBytes = 8 << 20

// MaxPhotoSent is how large one may be that is refused with a word: what is cut
// off in the midst of sending looks to its sender like a broken line.
const MaxPhotoSent = 4 * MaxPhotoBytes

// Drawing is a picture made ready to be kept.
type Drawing struct {
	Width, Height int // pixels
	JPEG          []byte
}

// OpenRoom is a room with what there is about it.
type OpenRoom struct {
	Room
	Version   int
	Objects   int
	Documents int // that name it
}

// NextOrder is where a room goes that is added to the end of a visit.
func NextOrder(rooms []Room) int {
	if len(rooms) == 0 {
		return 1
	}
	return slices.MaxFunc(rooms, func(a, b Room) int { return a.Order - b.Order }).Order + 1
}
