package model

import (
	"errors"
	"net/http"
	"testing"

	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"
)

func TestRefusals(t *testing.T) {
	for _, test := range []struct {
		status int
		words  string
	}{
		{http.StatusBadRequest, "check CICERONE_MODEL_NAME"},
		{http.StatusUnauthorized, "check CICERONE_MODEL_KEY"},
		{http.StatusForbidden, "check CICERONE_MODEL_KEY"},
		{http.StatusNotFound, `no model "amalia", or no chat at that address`},
		{http.StatusInternalServerError, "status 500 (server_error, 500)"},
		{http.StatusGatewayTimeout, "status 504"},
		{http.StatusNoContent, "status 204"},
	} {
		t.Run(http.StatusText(test.status), func(t *testing.T) {
			server := modeltest.New(t, modeltest.Status(test.status, nil), modeltest.Say(lines))
			_, err := chat(t.Context(), newClient(t, patient(server.URL)))
			checkUnavailable(t, err, test.words)
			if got := len(server.Requests()); got != 1 {
				t.Errorf("%d requests, want 1", got)
			}
		})
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	elsewhere := modeltest.New(t, modeltest.Say(lines))
	server := modeltest.New(t, modeltest.Status(http.StatusTemporaryRedirect, http.Header{"Location": {elsewhere.URL}}))
	_, err := chat(t.Context(), newClient(t, patient(server.URL)))
	checkUnavailable(t, err, "it redirects")
	if got := len(elsewhere.Requests()); got != 0 {
		t.Errorf("%d requests went elsewhere, want none", got)
	}
}

func TestServerDown(t *testing.T) {
	server := modeltest.New(t, modeltest.Say(lines))
	c := newClient(t, patient(server.URL))
	server.Close()
	_, err := chat(t.Context(), c)
	checkUnavailable(t, err, "cannot be reached")
}

func TestRetry(t *testing.T) {
	hangUp := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	after := func(said string) http.Header { return http.Header{"Retry-After": {said}} }
	busy := modeltest.Status(http.StatusServiceUnavailable, nil)
	for _, test := range []struct {
		name   string
		script []modeltest.Behaviour
		want   string // empty: unavailable
		calls  int
	}{
		{"503", []modeltest.Behaviour{busy, modeltest.Say(lines)}, lines, 2},
		{"502", []modeltest.Behaviour{modeltest.Status(502, nil), modeltest.Say(lines)}, lines, 2},
		{"429", []modeltest.Behaviour{modeltest.Status(429, after("0")), modeltest.Say(lines)}, lines, 2},
		{"connection lost", []modeltest.Behaviour{hangUp, modeltest.Say(lines)}, lines, 2},
		{"only once", []modeltest.Behaviour{busy, busy, modeltest.Say(lines)}, "", 2},
		{"not for long", []modeltest.Behaviour{modeltest.Status(429, after("3")), modeltest.Say(lines)}, "", 1},
		{"not till some day", []modeltest.Behaviour{modeltest.Status(503, after("Fri, 31 Dec 2100 23:59:59 GMT")), modeltest.Say(lines)}, "", 1},
		{"not after text", []modeltest.Behaviour{modeltest.Cut, modeltest.Say(lines)}, modeltest.Text, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := modeltest.New(t, test.script...)
			got, err := chat(t.Context(), newClient(t, patient(server.URL)))
			if got != test.want {
				t.Errorf("text %q, want %q", got, test.want)
			}
			if whole := test.want == lines; whole != (err == nil) || !whole && !errors.Is(err, guide.ErrUnavailable) {
				t.Errorf("error %v", err)
			}
			if got := len(server.Requests()); got != test.calls {
				t.Errorf("%d requests, want %d", got, test.calls)
			}
		})
	}
}
