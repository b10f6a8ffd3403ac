package site

import (
	"context"
	"errors"
	"net/http"

	"cicerone/internal/guide"
	"cicerone/internal/inbox"

	"github.com/labstack/echo/v5"
)

// picturePage offers the works that a photograph may show.
type picturePage struct {
	page
	Works   []workLink
	Problem string // why there are none
}

func (*picturePage) template() string { return "picture" }

// photoProblems are the words for what may be wrong with a photograph, by the
// field of its InvalidError; all else has those of camera.broken.
var photoProblems = map[string]string{
	"file.none": "camera.none", "file.large": "camera.large", "image.large": "camera.large", "image.pixels": "camera.large",
}

// picture looks at a photograph that was sent by the plain form.
func (s *Site) picture(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	if s.Recognise == nil {
		return guide.ErrNotFound
	}
	p := &picturePage{page: s.newPage(c, museum)}
	p.Title = p.T("camera.title")
	file, err := inbox.One(c.Request(), guide.MaxPhotoBytes)
	if err == nil {
		var works []guide.Object
		works, err = s.Recognise(c.Request().Context(), museum, p.Lang, file)
		p.Works = newWorkLinks(p.page, works)
	}
	wrong, isWrong := errors.AsType[*guide.InvalidError](err)
	switch {
	case err == nil:
		return s.render(c, http.StatusOK, p)
	case isWrong:
		key := photoProblems[wrong.Field]
		if key == "" {
			key = "camera.broken"
		}
		p.Problem = p.T(key)
		return s.render(c, http.StatusUnprocessableEntity, p)
	case errors.Is(err, guide.ErrUnavailable):
		c.Logger().Warn("photograph not recognised", "err", err)
		p.Problem = p.T("camera.failed")
		return s.render(c, http.StatusServiceUnavailable, p)
	case errors.Is(err, context.Canceled):
		return err
	}
	return err
}
