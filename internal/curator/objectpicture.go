package curator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// Pictures are the pictures of objects. One removed or replaced can be restored.
type Pictures interface {
	PutPicture(ctx context.Context, by guide.User, object int64, p guide.Picture) error
	DescribePicture(ctx context.Context, by guide.User, object int64, p guide.Picture) error
	RemovePicture(ctx context.Context, by guide.User, object int64) error
	RestorePicture(ctx context.Context, by guide.User, object int64, picture string) error
}

// Originals keep files by their SHA-256. More than limit bytes, or a file that was
// never put, are guide.ErrInvalid and guide.ErrNotFound.
type Originals interface {
	Put(ctx context.Context, r io.Reader, limit int64) (sha string, size int64, err error)
	Get(sha string) (io.ReadSeekCloser, error)
}

// DrawFunc makes an uploaded picture ready for visitors, at each width they need,
// smallest first. What is wrong with it is an InvalidError whose Field is a
// message's key.
type DrawFunc func(ctx context.Context, file []byte) ([]guide.Drawing, error)

const (
	// maxPicture is the largest picture taken, in bytes: what a good camera makes.
	maxPicture = 20 << 20
	// uploadPatience is how long a file may take to arrive over a slow line.
	uploadPatience = 10 * time.Minute
)

// pictureForm is the picture's words, as they were typed or as they are.
type pictureForm struct {
	Alts   []altForm
	Credit string
	Silent []string // languages in which visitors do not see it for want of words
}

type altForm struct{ Lang, Value string }

func newPictureForm(p *objectPage) pictureForm {
	var form pictureForm
	if p.Card.Picture == nil {
		return form
	}
	form.Credit = p.Card.Picture.Credit
	for _, lang := range p.Person.Museum.Langs {
		alt := p.Card.Picture.Alts[lang]
		form.Alts = append(form.Alts, altForm{lang, alt})
		if alt == "" {
			form.Silent = append(form.Silent, p.Language(lang))
		}
	}
	return form
}

// PictureProblem is what was wrong with the picture sent, in words.
func (p *objectPage) PictureProblem() string { return p.Problems["picture"] }

// pictureWords are the problems that a DrawFunc knows.
var pictureWords = []string{"image.type", "image.pixels", "image.broken", "image.slow", "image.thin", "image.large"}

// putPicture takes a picture for an object.
func (o *Office) putPicture(c *echo.Context, person guide.User) error {
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	file, err := readFile(c, maxPicture)
	if err != nil {
		return o.pictureRefused(c, person, card, err)
	}
	ctx := c.Request().Context()
	drawings, err := o.Draw(ctx, file)
	if err != nil {
		return o.pictureRefused(c, person, card, err)
	}
	var picture guide.Picture
	for _, d := range drawings {
		sha, _, err := o.Originals.Put(ctx, bytes.NewReader(d.JPEG), maxPicture)
		if err != nil {
			return err
		}
		picture.Sizes = append(picture.Sizes, guide.PictureSize{Width: d.Width, Height: d.Height, SHA256: sha})
	}
	if err := o.Pictures.PutPicture(ctx, person, card.ID, picture); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, objectPath(card.ID)+"?done=picture#picture")
}

// pictureRefused shows the object's page with what is wrong with the picture.
func (o *Office) pictureRefused(c *echo.Context, person guide.User, card guide.OpenCard, err error) error {
	var invalid *guide.InvalidError
	if !errors.As(err, &invalid) {
		return err
	}
	p, formErr := o.newObjectForm(c, person, card, card.Card)
	if formErr != nil {
		return formErr
	}
	key := invalid.Field
	if !slices.Contains(pictureWords, key) && key != "file.none" && key != "file.large" {
		key = "image.broken"
	}
	p.Problems["picture"] = p.T(key, "max", maxPicture>>20)
	return o.render(c, http.StatusUnprocessableEntity, p)
}

// openFile finds the one file of a form, and the fields before it, which are few and
// short. The form may bring limit bytes beside them. What is wrong with it is an
// InvalidError whose Field is a message's key.
func openFile(c *echo.Context, limit int64) (url.Values, io.Reader, error) {
	values := url.Values{}
	r := c.Request()
	// A server that bounds how long a request may take to arrive thinks of visitors.
	if err := http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(uploadPatience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return values, nil, err
	}
	r.Body = http.MaxBytesReader(c.Response(), r.Body, limit+maxFormBytes)
	parts, err := r.MultipartReader()
	if err != nil {
		return values, nil, fmt.Errorf("%w: read form: %w", guide.ErrInvalid, err)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return values, nil, guide.Invalidf("file.none", "no file was sent")
		}
		if err != nil {
			return values, nil, unreadable(err)
		}
		if part.FormName() == "file" {
			return values, part, nil
		}
		value, err := io.ReadAll(io.LimitReader(part, maxFormBytes))
		if err != nil {
			return values, nil, unreadable(err)
		}
		values.Set(part.FormName(), string(value))
	}
}

// readFile reads the one file of a form, up to limit bytes. What is wrong with it
// is an InvalidError whose Field is a message's key.
func readFile(c *echo.Context, limit int64) ([]byte, error) {
	_, file, err := openFile(c, limit)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	switch {
	case err != nil:
		return nil, unreadable(err)
	case int64(len(data)) > limit:
		return nil, guide.Invalidf("file.large", "larger than %d MB", limit>>20)
	case len(data) == 0:
		return nil, guide.Invalidf("file.none", "the file is empty")
	}
	return data, nil
}

// unreadable is why a form with a file could not be read to its end.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return guide.Invalidf("file.large", "%v", err)
	}
	return fmt.Errorf("%w: read form: %w", guide.ErrInvalid, err)
}

// describePicture writes what the picture shows.
func (o *Office) describePicture(c *echo.Context, person guide.User) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	if card.Picture == nil {
		return fmt.Errorf("object %d has no picture: %w", card.ID, guide.ErrConflict)
	}
	words, problems := readPictureWords(values, *card.Picture, person.Museum.Langs)
	if len(problems) == 0 {
		if err := o.Pictures.DescribePicture(c.Request().Context(), person, card.ID, words); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, objectPath(card.ID)+"?done=words#picture")
	}
	p, err := o.newObjectForm(c, person, card, card.Card)
	if err != nil {
		return err
	}
	for field, most := range problems {
		p.Problems[field] = p.T("objects.field.long", "max", most)
	}
	for i := range p.Picture.Alts {
		p.Picture.Alts[i].Value = words.Alts[p.Picture.Alts[i].Lang]
	}
	p.Picture.Credit = words.Credit
	return o.render(c, http.StatusUnprocessableEntity, p)
}

// readPictureWords is a picture as a form describes it, and the most that fields
// which are too long may have.
func readPictureWords(values url.Values, have guide.Picture, langs []string) (guide.Picture, map[string]int) {
	problems := map[string]int{}
	out := guide.Picture{ID: values.Get("picture"), Credit: oneLine(values.Get("credit")), Alts: map[string]string{}}
	for lang, alt := range have.Alts {
		out.Alts[lang] = alt
	}
	for _, lang := range langs {
		alt := oneLine(values.Get("alt_" + lang))
		if utf8.RuneCountInString(alt) > guide.MaxAltRunes {
			problems["alt_"+lang] = guide.MaxAltRunes
		}
		if out.Alts[lang] = alt; alt == "" {
			delete(out.Alts, lang)
		}
	}
	if utf8.RuneCountInString(out.Credit) > guide.MaxCreditRunes {
		problems["credit"] = guide.MaxCreditRunes
	}
	return out, problems
}

func (o *Office) removePicture(c *echo.Context, person guide.User) error {
	return takeAway(c, person, o.Pictures.RemovePicture, "removed#picture")
}

func (o *Office) restorePicture(c *echo.Context, person guide.User) error {
	return putBack(c, person, o.Pictures.RestorePicture, "picture", "restored#picture")
}

// takeAway removes what an object has, and says on its page that it is done.
func takeAway(c *echo.Context, person guide.User, remove func(context.Context, guide.User, int64) error, done string) error {
	id := idOf(c.Param("object"))
	if err := remove(c.Request().Context(), person, id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, objectPath(id)+"?done="+done)
}

// putBack restores what an object had, which a field of the form names, and says on
// its page that it is done.
func putBack(c *echo.Context, person guide.User, restore func(context.Context, guide.User, int64, string) error, field, done string) error {
	values, err := readForm(c)
	if err != nil {
		return err
	}
	id := idOf(c.Param("object"))
	if err := restore(c.Request().Context(), person, id, values.Get(field)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, objectPath(id)+"?done="+done)
}

// picture shows an object's picture to the museum's people, whether visitors may
// see it or not.
func (o *Office) picture(c *echo.Context, person guide.User) error {
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	if card.Picture == nil {
		return fmt.Errorf("object %d has no picture: %w", card.ID, guide.ErrNotFound)
	}
	file, err := o.Originals.Get(card.Picture.Sizes[0].SHA256)
	if err != nil {
		return err
	}
	defer file.Close()
	header := c.Response().Header()
	header.Set("Cache-Control", "private, no-cache")
	header.Set("X-Content-Type-Options", "nosniff")
	return c.Stream(http.StatusOK, "image/jpeg", file)
}
