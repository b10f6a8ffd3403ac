package guide

import (
	"errors"
	"fmt"
)

// The errors a caller may act on. Packages wrap them with the detail; only
// internal/server turns them into HTTP statuses.
var (
	ErrNotFound    = errors.New("not found")
	ErrInvalid     = errors.New("invalid")
	ErrConflict    = errors.New("conflict")
	ErrForbidden   = errors.New("forbidden")
	ErrUnavailable = errors.New("unavailable")
)

// ErrCut says that a model's answer ended where its tokens did, in mid-sentence
// as a rule. What came before is as good as any.
var ErrCut = errors.New("the answer was cut off: all the tokens it may take are used up")

// InvalidError is an ErrInvalid that knows which field is wrong and what is
// wrong with it, in words fit for the person who sent it.
type InvalidError struct {
	Field   string // as the sender named it: "question", "inventory"
	Problem string // what is wrong and what would be right
}

func (e *InvalidError) Error() string { return e.Field + ": " + e.Problem }

// Is makes errors.Is(err, ErrInvalid) true.
func (e *InvalidError) Is(target error) bool { return target == ErrInvalid }

// Invalidf makes an InvalidError.
func Invalidf(field, format string, args ...any) error {
	return &InvalidError{Field: field, Problem: fmt.Sprintf(format, args...)}
}
