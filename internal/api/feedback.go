package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// postFeedback takes note of whether an answer helped. Said again, it takes the
// place of what was said before.
func (a *API) postFeedback(c *echo.Context) error {
	r := c.Request()
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), r.Body, maxBody))
	if err != nil {
		return fmt.Errorf("%w: read body: %w", guide.ErrInvalid, err)
	}
	turn, helpful, reason, err := decodeFeedback(body, wordsFor(c))
	if err != nil {
		return err
	}
	if err := a.collection.Rate(r.Context(), turn, helpful, reason, time.Now()); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// decodeFeedback reads {"turn", "helpful", "reason"}, of which the reason may be
// missing.
func decodeFeedback(body []byte, w words) (turn string, helpful bool, reason string, err error) {
	var answer json.RawMessage
	rest, err := take(body, "helpful", &answer, w)
	if err != nil {
		return "", false, "", err
	}
	if err := decodeFields(rest, map[string]*string{"turn": &turn, "reason": &reason}, w); err != nil {
		return "", false, "", err
	}
	turn, reason = strings.TrimSpace(turn), strings.TrimSpace(reason)
	switch {
	case string(answer) != "true" && string(answer) != "false":
		return "", false, "", guide.Invalidf("helpful", "%s", w.notTrueFalse)
	case turn == "" || utf8.RuneCountInString(turn) > guide.MaxRefRunes:
		return "", false, "", guide.Invalidf("turn", "%s", w.noTurn)
	case utf8.RuneCountInString(reason) > guide.MaxReasonRunes:
		return "", false, "", guide.Invalidf("reason", w.tooLong, guide.MaxReasonRunes)
	case strings.ContainsFunc(turn+reason, isControl):
		return "", false, "", guide.Invalidf("reason", "%s", w.notText)
	}
	return turn, string(answer) == "true", reason, nil
}

// take takes the one field that is no string out of a JSON object, and returns
// the object without it.
func take(body []byte, name string, field *json.RawMessage, w words) ([]byte, error) {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(body, &values); err != nil || values == nil {
		return nil, guide.Invalidf("body", "%s", w.notJSON)
	}
	*field = values[name]
	delete(values, name)
	return json.Marshal(values)
}
