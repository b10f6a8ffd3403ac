package locale

import "testing"

func TestMessage(t *testing.T) {
	l := Locale{Messages: map[string]string{"a": "{x} e {y}", "b": "Sala {code}"}}
	tests := []struct{ got, want string }{
		{l.T("a", "x", 1, "y", "{x}"), "1 e {x}"},
		{l.T("b", "code", "<b>"), "Sala <b>"},
		{l.T("b"), "Sala {code}"},
		{l.T("b", "code"), "Sala {code}"},
		{l.T("missing"), "missing"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
