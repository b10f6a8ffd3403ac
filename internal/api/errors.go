package api

import (
	"errors"
	"net/http"

	"cicerone/internal/guide"

	"github.com/labstack/echo/v5"
)

// errorBody is an error as programs read it.
type errorBody struct {
	Error   string `json:"error"`           // a word that does not change: one of errorCodes
	Field   string `json:"field,omitempty"` // which field is wrong, with "invalid"
	Message string `json:"message"`         // for people, in their language
}

const codeUnavailable = "unavailable"

// errorCodes name the statuses that the API gives.
var errorCodes = map[int]string{
	http.StatusBadRequest:            "invalid",
	http.StatusUnauthorized:          "unauthorized",
	http.StatusForbidden:             "forbidden",
	http.StatusNotFound:              "not_found",
	http.StatusMethodNotAllowed:      "method_not_allowed",
	http.StatusConflict:              "conflict",
	http.StatusRequestEntityTooLarge: "too_large",
	http.StatusTooManyRequests:       "too_many",
	http.StatusInternalServerError:   "internal",
	http.StatusServiceUnavailable:    codeUnavailable,
	http.StatusInsufficientStorage:   "no_space",
}

// WriteError answers a request with an error whose status has been chosen. Of
// err it tells only what is wrong with the sender's own fields.
func WriteError(c *echo.Context, status int, err error) error {
	body := errorBody{Error: errorCodes[status], Message: wordsFor(c).status(status)}
	if body.Error == "" {
		body.Error = errorCodes[http.StatusInternalServerError]
		if status < http.StatusInternalServerError {
			body.Error = errorCodes[http.StatusBadRequest]
		}
	}
	var invalid *guide.InvalidError
	if status == http.StatusBadRequest && errors.As(err, &invalid) {
		body.Field, body.Message = invalid.Field, invalid.Problem
	}
	return writeJSON(c, status, body)
}
