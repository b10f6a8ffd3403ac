package site

import (
	"fmt"
	"html/template"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// pictureView is a picture as a page shows it. Its width and height are those of
// its smallest size: they keep its place while it loads, and the style sheet says
// how large it is.
type pictureView struct {
	URL           string
	Large         string // the same at its largest
	Srcset        template.Srcset
	Width, Height int
	Alt, Credit   string
	Lang          string // of Alt
	Lazy          bool   // further down the page than the first
}

func newPictureView(p page, picture *guide.Picture) *pictureView {
	if picture == nil || len(picture.Sizes) == 0 {
		return nil
	}
	smallest := picture.Sizes[0]
	address := func(size guide.PictureSize) string { return guide.PicturePath(p.Museum.Code, picture.ID, size.Width) }
	var set []string
	for _, size := range picture.Sizes {
		set = append(set, fmt.Sprintf("%s %dw", address(size), size.Width))
	}
	v := &pictureView{
		URL: address(smallest), Srcset: template.Srcset(strings.Join(set, ", ")), // our own addresses, escaped
		Large: address(picture.Largest()), Width: smallest.Width, Height: smallest.Height, Credit: picture.Credit,
	}
	v.Alt, v.Lang = alt(p, picture.Alts)
	return v
}

// alt is what a picture shows, in the language of the page or the nearest there
// is: the museum's own, then any.
func alt(p page, alts map[string]string) (words, lang string) {
	if words = alts[p.Lang]; words != "" {
		return words, p.Tag()
	}
	if words = alts[p.Museum.Lang]; words != "" {
		return words, p.Museum.Lang
	}
	for _, lang := range slices.Sorted(maps.Keys(alts)) {
		return alts[lang], lang
	}
	return "", p.Tag()
}

// imageCache lets a phone keep a picture for a day. Its address stands for what it
// shows, so it may be old only in being seen after it was withdrawn.
const imageCache = "public, max-age=86400"

// image sends a picture, as long as visitors may see it.
func (s *Site) image(c *echo.Context) error {
	museum, err := s.findMuseum(c)
	if err != nil {
		return err
	}
	id, width, ok := pictureName(pathSegment(c, 2))
	if !ok {
		return fmt.Errorf("image %q: %w", pathSegment(c, 2), guide.ErrNotFound)
	}
	sha, err := s.collection.PictureFile(c.Request().Context(), museum.ID, id, width)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("ETag", `"`+sha+`"`)
	header.Set("Cache-Control", imageCache)
	header.Set("X-Content-Type-Options", "nosniff")
	if strings.Contains(c.Request().Header.Get("If-None-Match"), sha) {
		return c.NoContent(http.StatusNotModified)
	}
	file, err := s.files.Get(sha)
	if err != nil {
		return err
	}
	defer file.Close()
	header.Set("Content-Type", "image/jpeg")
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	c.Response().WriteHeader(http.StatusOK)
	_, err = io.Copy(c.Response(), file)
	return err
}

// pictureName reads the last part of guide.PicturePath.
func pictureName(name string) (id string, width int, ok bool) {
	name, ok = strings.CutSuffix(name, ".jpg")
	i := strings.LastIndexByte(name, '-')
	if !ok || i < 1 || len(name) > guide.MaxRefRunes {
		return "", 0, false
	}
	width, err := strconv.Atoi(name[i+1:])
	return name[:i], width, err == nil && width > 0
}
