package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"cicerone/internal/guide"
	"cicerone/internal/inbox"

	"github.com/labstack/echo/v5"
)

// Recognise finds the works of a museum that a photograph may show, the most
// likely first, labelled in lang. A file that is no picture is guide.ErrInvalid.
type Recognise func(ctx context.Context, museum guide.Museum, lang string, file []byte) ([]guide.Object, error)

// likeness is a work that a photograph may show.
type likeness struct {
	work
	Maker   string   `json:"maker,omitempty"`
	Date    string   `json:"date,omitempty"`
	Picture *drawing `json:"picture,omitempty"`
}

// drawing is the museum's own picture of a work.
type drawing struct {
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Alt    string `json:"alt"`
}

// postPicture looks at a photograph and offers the works it may show.
func (a *API) postPicture(c *echo.Context) error {
	lang := c.QueryParam("lang")
	speak(c, lang)
	w := wordsFor(c)
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if a.Recognise == nil {
		return writeJSON(c, http.StatusNotFound, errorBody{Error: errorCodes[http.StatusNotFound], Message: w.noEyes})
	}
	if lang != "" && !isLanguage(lang) {
		return guide.Invalidf("lang", "%s", w.notLanguage)
	}
	code := c.QueryParam("museum")
	if len(code) > guide.MaxRefRunes {
		return guide.Invalidf("museum", w.tooLong, guide.MaxRefRunes)
	}
	museum, err := a.museum(c.Request().Context(), code, w)
	if err != nil {
		return err
	}
	if lang == "" {
		lang = museum.Lang
	}
	file, err := inbox.One(c.Request(), guide.MaxPhotoBytes)
	if err == nil {
		var works []guide.Object
		if works, err = a.Recognise(c.Request().Context(), museum, lang, file); err == nil {
			return writeJSON(c, http.StatusOK, struct {
				Works []likeness `json:"works"`
			}{newLikenesses(museum, lang, works)})
		}
	}
	if wrong, ok := errors.AsType[*guide.InvalidError](err); ok {
		return guide.Invalidf("file", "%s", w.photo(wrong.Field))
	}
	return fmt.Errorf("recognise: %w", err)
}

// photo says what is wrong with a photograph, by the field of its InvalidError.
func (w words) photo(field string) string {
	switch field {
	case "file.none":
		return w.noFile
	case "file.large", "image.large", "image.pixels":
		return w.largePhoto
	}
	return w.notPhoto
}

func newLikenesses(m guide.Museum, lang string, works []guide.Object) []likeness {
	out := []likeness{}
	for _, o := range works {
		l := likeness{work: work{o.Inventory, o.Label.Title, guide.ObjectPath(m.Code, o.Inventory)}, Maker: o.Label.Maker, Date: o.Label.Date}
		if p := o.Picture; p != nil && len(p.Sizes) > 0 {
			small := p.Sizes[0]
			l.Picture = &drawing{guide.PicturePath(m.Code, p.ID, small.Width), small.Width, small.Height, p.Alts[lang]}
		}
		out = append(out, l)
	}
	return out
}
