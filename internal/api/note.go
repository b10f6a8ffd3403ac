package api

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// note is a published note as programs read it.
type note struct {
	Title     string `json:"title"`
	Inventory string `json:"inventory"`
	Author    string `json:"author"`
	Date      string `json:"date"` // day, UTC
	Revision  int    `json:"revision"`
	Lang      string `json:"lang"`
	Text      string `json:"text"` // whole; citations count its runes
	ObjectURL string `json:"object_url"`
	Notice    string `json:"notice,omitempty"` // to be shown above the text
}

// getNote gives the note a citation rests on, as long as the cited revision is
// the live one: the offsets of a citation mean nothing in another. A withdrawn
// note is answered like one that never existed.
func (a *API) getNote(c *echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store") // it may be withdrawn at any time
	revision, err := revisionParam(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	m, err := a.collection.Museum(ctx, c.Param("museum"))
	if err != nil {
		return fmt.Errorf("find museum: %w", err)
	}
	live, err := a.collection.Note(ctx, m.ID, c.Param("document"), time.Now())
	if err != nil {
		return fmt.Errorf("find note: %w", err)
	}
	if revision != 0 && revision != live.Revision {
		return fmt.Errorf("revision %d is not the live one: %w", revision, guide.ErrNotFound)
	}
	return writeJSON(c, http.StatusOK, newNote(m, live))
}

// revisionParam is the revision asked for, 0 when none is.
func revisionParam(c *echo.Context) (int, error) {
	text := c.QueryParam("r")
	if text == "" {
		return 0, nil
	}
	revision, err := strconv.Atoi(text)
	if err != nil || revision < 1 {
		return 0, guide.Invalidf("r", "%s", wordsFor(c).notWhole)
	}
	return revision, nil
}

func newNote(m guide.Museum, live guide.LiveNote) note {
	out := note{
		Title:     live.Title,
		Inventory: live.Inventory,
		Author:    live.Author,
		Date:      day(live.Date),
		Revision:  live.Revision,
		Lang:      live.Lang,
		Text:      live.Text,
		Notice:    live.Sensitivity,
	}
	if live.Inventory != "" {
		out.ObjectURL = guide.ObjectPath(m.Code, live.Inventory)
	}
	return out
}
