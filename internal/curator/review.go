package curator

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// A deed is what a form of the document's page does to the document.
type deed func(ctx context.Context, person guide.User, document string, values url.Values) error

// does handles such a form. Done, the page says so, by that word, and offers to
// undo it; what cannot be done, it explains above what the document has become.
func (o *Office) does(done string, do deed) func(*echo.Context, guide.User) error {
	return func(c *echo.Context, person guide.User) error {
		id, err := documentID(c)
		if err != nil {
			return err
		}
		values, err := readForm(c)
		if err != nil {
			return err
		}
		err = do(c.Request().Context(), person, id, values)
		if problem := problemOf(err); problem != "" {
			return o.showProblem(c, person, id, problem, err)
		}
		if err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, documentPath(id)+"?done="+done)
	}
}

// problemOf is the key of the words for what keeps a person from doing
// something; "" when that is not for them to mend.
func problemOf(err error) string {
	var field *guide.InvalidError
	switch {
	case errors.Is(err, guide.ErrOwnText):
		return "problem.own"
	case errors.Is(err, guide.ErrForbidden):
		return "problem.forbidden"
	case errors.Is(err, guide.ErrConflict):
		return "problem.conflict"
	case errors.As(err, &field) && strings.HasPrefix(field.Problem, "problem."):
		return field.Problem
	}
	return ""
}

// showProblem shows a document as it is now, with a problem above it.
func (o *Office) showProblem(c *echo.Context, person guide.User, id, problem string, cause error) error {
	p, err := o.documentPage(c, person, id, "")
	if err != nil {
		return err
	}
	p.Problem = p.T(problem)
	status := http.StatusUnprocessableEntity
	switch {
	case errors.Is(cause, guide.ErrForbidden):
		status = http.StatusForbidden
	case errors.Is(cause, guide.ErrConflict):
		status = http.StatusConflict
	}
	return o.render(c, status, p)
}

// onRevision is a deed that is done to the revision that the form names.
func onRevision(do func(ctx context.Context, person guide.User, document string, revision int) error) deed {
	return func(ctx context.Context, person guide.User, document string, values url.Values) error {
		revision, err := formRevision(values)
		if err != nil {
			return err
		}
		return do(ctx, person, document, revision)
	}
}

// onDocument is a deed that asks for nothing more.
func onDocument(do func(ctx context.Context, person guide.User, document string) error) deed {
	return func(ctx context.Context, person guide.User, document string, _ url.Values) error {
		return do(ctx, person, document)
	}
}

func formRevision(values url.Values) (int, error) {
	revision, err := strconv.Atoi(values.Get("revision"))
	if err != nil || revision < 1 {
		return 0, guide.Invalidf("revision", "%q is not the number of a revision", values.Get("revision"))
	}
	return revision, nil
}

// sendBack needs words, for whoever wrote it to go on from.
func (o *Office) sendBack(ctx context.Context, person guide.User, document string, values url.Values) error {
	revision, err := formRevision(values)
	if err != nil {
		return err
	}
	word := oneLine(truncate(values.Get("word"), guide.MaxReturnedRunes))
	if word == "" {
		return guide.Invalidf("word", "problem.word")
	}
	return o.Reviewer.SendBack(ctx, person, document, revision, word)
}

// setTerms takes the audience, the embargo's last day and the notice.
func (o *Office) setTerms(ctx context.Context, person guide.User, document string, values url.Values) error {
	t := guide.Terms{Audience: guide.AudiencePublic, Sensitivity: oneLine(values.Get("sensitivity"))}
	if values.Get("audience") == string(guide.AudienceStaff) {
		t.Audience = guide.AudienceStaff
	}
	if len([]rune(t.Sensitivity)) > guide.MaxSensitivityRunes {
		return guide.Invalidf("sensitivity", "problem.sensitivity")
	}
	if day := values.Get("embargo"); day != "" {
		until, err := time.Parse(time.DateOnly, day)
		if err != nil || until.Year() < 1900 || until.Year() > 9999 {
			return guide.Invalidf("embargo", "problem.embargo")
		}
		t.Embargo = until
	}
	return o.Keeper.SetTerms(ctx, person, document, t)
}

// retryFailed has all documents read again that could not be.
func (o *Office) retryFailed(c *echo.Context, person guide.User) error {
	n, err := o.Retrier.RetryFailed(c.Request().Context(), person)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, documentsPath(url.Values{"did": {"retry"}, "n": {strconv.Itoa(n)}}))
}
