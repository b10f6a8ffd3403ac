package curator

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/web"

	"github.com/labstack/echo/v5"
)

// SignVideos are the objects' videos in a sign language. One removed or replaced
// can be restored.
type SignVideos interface {
	PutSignVideo(ctx context.Context, by guide.User, object int64, v guide.SignVideo) error
	RemoveSignVideo(ctx context.Context, by guide.User, object int64) error
	RestoreSignVideo(ctx context.Context, by guide.User, object int64, video string) error
}

// signForm is what is typed beside a video.
type signForm struct {
	Lang        string
	LangProblem string
	FileProblem string
}

// putSigns takes a video in a sign language for an object.
func (o *Office) putSigns(c *echo.Context, person guide.User) error {
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	video, err := o.readSigns(c)
	if err != nil {
		return o.signsRefused(c, person, card, video, err)
	}
	if err := o.SignVideos.PutSignVideo(c.Request().Context(), person, card.ID, video); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, objectPath(card.ID)+"?done=signs#signs")
}

// readSigns reads the form with a video, which goes to disk as it comes. What is
// wrong with it is an InvalidError whose Field is a message's key.
func (o *Office) readSigns(c *echo.Context) (guide.SignVideo, error) {
	var video guide.SignVideo
	values, file, err := openFile(c, guide.MaxSignBytes)
	video.Lang = oneLine(values.Get("signs"))
	switch {
	case err != nil:
		return video, err
	case video.Lang == "" || utf8.RuneCountInString(video.Lang) > guide.MaxSignLang:
		return video, guide.Invalidf("objects.signs.lang", "not 1 to %d characters", guide.MaxSignLang)
	}
	buffered := bufio.NewReader(file)
	head, err := buffered.Peek(512) // all that DetectContentType looks at
	if len(head) == 0 {
		return video, guide.Invalidf("file.none", "the file is empty")
	}
	video.Kind = http.DetectContentType(head)
	if guide.SignKinds[video.Kind] == "" {
		return video, guide.Invalidf("objects.signs.kind", "%s", video.Kind)
	}
	var invalid *guide.InvalidError
	video.SHA256, _, err = o.Originals.Put(c.Request().Context(), buffered, guide.MaxSignBytes)
	if errors.As(err, &invalid) {
		return video, guide.Invalidf("file.large", "larger than %d MB", guide.MaxSignBytes>>20)
	} else if err != nil {
		return video, unreadable(err)
	}
	return video, nil
}

// signsRefused shows the object's page with what is wrong with the video.
func (o *Office) signsRefused(c *echo.Context, person guide.User, card guide.OpenCard, typed guide.SignVideo, err error) error {
	var invalid *guide.InvalidError
	if !errors.As(err, &invalid) {
		return err
	}
	p, formErr := o.newObjectForm(c, person, card, card.Card)
	if formErr != nil {
		return formErr
	}
	p.Signs.Lang = truncate(typed.Lang, guide.MaxSignLang)
	switch invalid.Field {
	case "objects.signs.lang":
		p.Signs.LangProblem = p.T("objects.signs.lang.empty", "max", guide.MaxSignLang)
	case "file.none", "file.large":
		p.Signs.FileProblem = p.T(invalid.Field, "max", guide.MaxSignBytes>>20)
	default:
		p.Signs.FileProblem = p.T("objects.signs.kind")
	}
	p.Problems["signs"] = p.Signs.LangProblem + p.Signs.FileProblem
	return o.render(c, http.StatusUnprocessableEntity, p)
}

func (o *Office) removeSigns(c *echo.Context, person guide.User) error {
	return takeAway(c, person, o.SignVideos.RemoveSignVideo, "unsigned#signs")
}

func (o *Office) restoreSigns(c *echo.Context, person guide.User) error {
	return putBack(c, person, o.SignVideos.RestoreSignVideo, "signs", "signed#signs")
}

// signs shows an object's video to the museum's people, whether visitors may see
// it or not.
func (o *Office) signs(c *echo.Context, person guide.User) error {
	card, err := o.findCard(c, person)
	if err != nil {
		return err
	}
	if card.Signs == nil {
		return fmt.Errorf("object %d has no video: %w", card.ID, guide.ErrNotFound)
	}
	file, err := o.Originals.Get(card.Signs.SHA256)
	if err != nil {
		return err
	}
	defer file.Close()
	c.Response().Header().Set("Cache-Control", "private, no-cache")
	web.ServeVideo(c.Response(), c.Request(), card.Signs.Kind, card.Signs.SHA256, file)
	return nil
}
