package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"cicerone/internal/guide"
)

// rater is a collection that notes the last rating.
type rater struct {
	collection
	rated *string
}

func (r rater) Rate(_ context.Context, turn string, helpful bool, reason string, _ time.Time) error {
	if turn == "GONE" {
		return guide.ErrNotFound
	}
	*r.rated = fmt.Sprintf("%s %v %s", turn, helpful, reason)
	return nil
}

func TestFeedback(t *testing.T) {
	long := func(n int) string { return strings.Repeat("ã", n) }
	tests := []struct {
		body   string
		status int
		field  string
		rated  string
	}{
		{`{"turn":"Q1","helpful":true}`, 204, "", "Q1 true "},
		{`{"turn":"Q1","helpful":false,"reason":" a data "}`, 204, "", "Q1 false a data"},
		{`{"turn":"Q1","helpful":false,"reason":"` + long(500) + `"}`, 204, "", "Q1 false " + long(500)},
		{`{"turn":"Q1","helpful":false,"reason":"` + long(501) + `"}`, 400, "reason", ""},
		{`{"turn":"Q1","helpful":false,"reason":"a\u0000b"}`, 400, "reason", ""},
		{`{"turn":"Q1","helpful":"true"}`, 400, "helpful", ""},
		{`{"turn":"Q1","helpful":null}`, 400, "helpful", ""},
		{`{"turn":"Q1"}`, 400, "helpful", ""},
		{`{"helpful":true}`, 400, "turn", ""},
		{`{"turn":"` + long(81) + `","helpful":true}`, 400, "turn", ""},
		{`{"turn":7,"helpful":true}`, 400, "turn", ""},
		{`{"turn":"Q1","helpful":true,"name":"Ana"}`, 400, "name", ""},
		{"{\"turn\":\"\xff\",\"helpful\":true}", 400, "body", ""},
		{`[]`, 400, "body", ""},
		{``, 400, "body", ""},
		{`{"turn":"GONE","helpful":true}`, 404, "", ""},
		{`{"turn":"Q1","helpful":true,"reason":"` + long(9000) + `"}`, 413, "", ""},
	}
	for _, tt := range tests {
		rated := ""
		w := send(t, newServer(rater{oneMuseum, &rated}, noAnswer(t)), "POST", "/api/v1/feedback", tt.body)
		var said struct{ Field string }
		if w.Code != 204 && json.Unmarshal(w.Body.Bytes(), &said) != nil {
			t.Errorf("%.60s: no JSON but %s", tt.body, w.Body)
		}
		if w.Code != tt.status || said.Field != tt.field || rated != tt.rated {
			t.Errorf("%.60s: got %d for field %q, rated %.20q; want %d, %q, %.20q", tt.body, w.Code, said.Field, rated, tt.status, tt.field, tt.rated)
		}
	}
}
