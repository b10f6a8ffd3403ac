package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cicerone/internal/guide"
	"cicerone/internal/inbox"

	"github.com/labstack/echo/v5"
)

// Tokens finds a token that is neither expired nor revoked by its secret; all
// others are guide.ErrNotFound.
type Tokens interface {
	Token(ctx context.Context, secret string) (guide.Token, error)
}

// Receiver takes a file in; see ingest.Receiver.
type Receiver interface {
	Receive(ctx context.Context, sent guide.Sent, body io.Reader) (guide.Upload, error)
}

// Archive tells how uploads and documents of a museum stand, and what its
// visitors were answered.
type Archive interface {
	Upload(ctx context.Context, museum int64, id string) (guide.Upload, error)
	Document(ctx context.Context, museum int64, publicID string) (guide.OpenDocument, error)
	Turn(ctx context.Context, museum int64, publicID string) (guide.Turn, error)
}

// Documents is the part of the API for the museum's own systems, which show a
// token. It is safe for concurrent use.
type Documents struct {
	Tokens   Tokens
	Receiver Receiver
	Archive  Archive
}

// Routes is every address of this part.
func (d Documents) Routes(e *echo.Echo) {
	e.POST("/api/v1/documents", d.post)
	e.GET("/api/v1/documents/:document", d.getDocument)
	e.GET("/api/v1/uploads/:upload", d.getUpload)
	e.GET("/api/v1/questions/:question", d.getQuestion)
}

// token is the one that a request shows, if it may do what asks for a scope.
func (d Documents) token(c *echo.Context, scope guide.Scope) (guide.Token, error) {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	kind, secret, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
	token, err := guide.Token{}, guide.ErrNotFound
	if strings.EqualFold(kind, "bearer") && secret != "" {
		token, err = d.Tokens.Token(c.Request().Context(), secret)
	}
	switch {
	case errors.Is(err, guide.ErrNotFound):
		c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="cicerone"`)
		return guide.Token{}, echo.ErrUnauthorized
	case err != nil:
		return guide.Token{}, fmt.Errorf("find token: %w", err)
	case !token.May(scope):
		return guide.Token{}, fmt.Errorf("token %d lacks %s: %w", token.ID, scope, guide.ErrForbidden)
	}
	return token, nil
}

// received is the answer to files that were sent.
type received struct {
	Uploads []upload `json:"uploads"`
}

// post takes in the files of a request, as drafts unless it asks otherwise.
func (d Documents) post(c *echo.Context) error {
	token, err := d.token(c, guide.ScopeWrite)
	if err != nil {
		return err
	}
	sent, err := readSent(c, token)
	if err != nil {
		return err
	}
	var out received
	for file, err := range inbox.Files(c.Request()) {
		if err != nil {
			return err
		}
		sent.Name, sent.Key = file.Name, strconv.Itoa(len(out.Uploads)+1)
		u, err := d.Receiver.Receive(c.Request().Context(), sent, file.Body)
		if err != nil {
			return err
		}
		out.Uploads = append(out.Uploads, newUpload(u))
	}
	if len(out.Uploads) == 0 {
		return guide.Invalidf("file", "%s", wordsFor(c).noFile)
	}
	return writeJSON(c, http.StatusAccepted, out)
}

// readSent reads what a request says of all its files.
func readSent(c *echo.Context, token guide.Token) (guide.Sent, error) {
	w := wordsFor(c)
	sent := guide.Sent{Museum: token.Museum, TokenID: token.ID, Basket: basketOf(c, token), Author: strings.TrimSpace(c.QueryParam("author"))}
	if utf8.RuneCountInString(sent.Author) > guide.MaxLabelRunes {
		return sent, guide.Invalidf("author", w.tooLong, guide.MaxLabelRunes)
	}
	if !utf8.ValidString(sent.Author) || strings.ContainsFunc(sent.Author, isControl) {
		return sent, guide.Invalidf("author", "%s", w.notText)
	}
	switch publish := c.QueryParam("publish"); publish {
	case "", "false":
	case "true":
		if sent.Publish = true; !token.May(guide.ScopePublish) {
			return sent, fmt.Errorf("token %d lacks %s: %w", token.ID, guide.ScopePublish, guide.ErrForbidden)
		}
	default:
		return sent, guide.Invalidf("publish", "%s", w.notTrueFalse)
	}
	return sent, nil
}

// basketOf names what one request brings. A request that is made again under
// the same Idempotency-Key has the same name, and so brings nothing twice.
func basketOf(c *echo.Context, token guide.Token) string {
	key := c.Request().Header.Get("Idempotency-Key")
	if key == "" {
		return strings.ToLower(rand.Text())
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", token.ID, key))
	return hex.EncodeToString(sum[:])
}

func (d Documents) getUpload(c *echo.Context) error {
	token, err := d.token(c, guide.ScopeRead)
	if err != nil {
		return err
	}
	u, err := d.Archive.Upload(c.Request().Context(), token.Museum.ID, c.Param("upload"))
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, newUpload(u))
}

func (d Documents) getDocument(c *echo.Context) error {
	token, err := d.token(c, guide.ScopeRead)
	if err != nil {
		return err
	}
	document, err := d.Archive.Document(c.Request().Context(), token.Museum.ID, c.Param("document"))
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, newStanding(document))
}

// upload is a file that was sent, as programs read it.
type upload struct {
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Size      int64           `json:"size"` // bytes
	MediaType string          `json:"media_type,omitempty"`
	State     string          `json:"state"`
	Arrival   string          `json:"arrival,omitempty"`
	Reason    string          `json:"reason,omitempty"` // of a failure or refusal
	SentAt    string          `json:"sent_at"`
	Document  *uploadDocument `json:"document,omitempty"`
	Records   *uploadRecords  `json:"records,omitempty"`
}

type uploadDocument struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Revision int    `json:"revision"`
	Lang     string `json:"lang,omitempty"`
	Encoding string `json:"encoding,omitempty"`
}

type uploadRecords struct {
	Total     int `json:"total"`
	New       int `json:"new"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
	Waiting   int `json:"waiting"`
	Ready     int `json:"ready"`
	Failed    int `json:"failed"`
}

func newUpload(u guide.Upload) upload {
	out := upload{ID: u.ID, Name: u.Path, Size: u.Original.Size, MediaType: u.Original.Type, State: string(u.State()),
		Arrival: string(u.Arrival), Reason: u.Reason, SentAt: u.CreatedAt.UTC().Format(time.RFC3339)}
	if d := u.Document; d.PublicID != "" {
		out.Document = &uploadDocument{d.PublicID, d.Title, d.Revision, d.Lang, d.Encoding}
		if out.Reason == "" {
			out.Reason = d.Failure
		}
	}
	if r := u.Records; r.Total > 0 {
		out.Records = &uploadRecords{r.Total, r.New, r.Updated, r.Unchanged(), r.Refused, r.Stored, r.Ready, r.Failed}
	}
	return out
}

// standing is how a document stands, as programs read it.
type standing struct {
	ID           string `json:"id"`
	Title        string `json:"title"`
	Source       string `json:"source"`
	Inventory    string `json:"inventory,omitempty"`
	Kind         string `json:"kind,omitempty"`
	Lang         string `json:"lang,omitempty"`
	State        string `json:"state"`
	Reason       string `json:"reason,omitempty"` // of a failure
	Revision     int    `json:"revision"`
	LiveRevision int    `json:"live_revision"` // 0: none
	Audience     string `json:"audience"`
	Embargo      string `json:"embargo,omitempty"` // day, UTC
}

func newStanding(d guide.OpenDocument) standing {
	out := standing{ID: d.PublicID, Title: d.Title, Source: d.Source, Inventory: d.Inventory, Kind: string(d.Kind), Lang: d.Lang,
		State: string(d.State), Reason: d.Failure, Revision: d.Revision, LiveRevision: d.LiveRevision, Audience: string(d.Audience)}
	if !d.Embargo.IsZero() {
		out.Embargo = day(d.Embargo)
	}
	return out
}
