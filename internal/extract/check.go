package extract

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"
)

// MaxText is the longest text of a note, in bytes.
const MaxText = maxText

// Ending is the ending of a file's name by which its kind is known: ".pdf".
func Ending(name string) string { return ending(name) }

// Patience is how long one file of this name may take to read. The slowest
// honest note, of 4 MB, takes a second, and crafted Markdown can take a parser
// minutes; but to read text off images is slow work.
func Patience(name string) time.Duration {
	if kind := ending(name); kind == ".pdf" || isImage(kind) {
		return ocrTime + 30*time.Second
	}
	return 30 * time.Second
}

// Check reports whether a note that came from elsewhere keeps what Read
// promises: some text within its limit, valid UTF-8 without NUL, headings in
// their order within it, labels of a bearable length.
func Check(n guide.Note) error {
	if len(n.Text) > maxText || strings.TrimSpace(n.Text) == "" {
		return fmt.Errorf("a text of %d bytes", len(n.Text))
	}
	if n.Kind != "" && !n.Kind.Valid() || n.Audience != "" && n.Audience != guide.AudiencePublic && n.Audience != guide.AudienceStaff {
		return errors.New("a kind or an audience that there is not")
	}
	if n.Order < 0 || n.Order > guide.MaxOrder {
		return fmt.Errorf("an order of %d", n.Order)
	}
	for _, s := range []string{n.Lang, n.Author, n.Room, n.Inventory, n.Label.Lang, n.Label.Title, n.Label.Maker, n.Label.Date, n.Label.Material, n.Label.HeldBy} {
		if !isClean(s) || utf8.RuneCountInString(s) > guide.MaxLabelRunes {
			return errors.New("a label that is too long or no text")
		}
	}
	if !isClean(n.Text) {
		return errors.New("a text that is none")
	}
	last, end := -1, utf8.RuneCountInString(n.Text)
	for _, h := range n.Headings {
		if h.Offset <= last || h.Offset >= end || h.Level < 1 || h.Level > 6 || !isClean(h.Text) {
			return fmt.Errorf("a heading of level %d at %d of %d", h.Level, h.Offset, end)
		}
		last = h.Offset
	}
	return nil
}

func isClean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
