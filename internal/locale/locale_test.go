package locale

import (
	"testing"
	"testing/fstest"
	"time"
)

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

func TestCountsAndDates(t *testing.T) {
	set, err := Load("locales")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, time.March, 1, 23, 0, 0, 0, time.UTC)
	tests := map[string]struct{ none, one, many, date string }{
		"pt": {"0 m", "1 o", "12\u00a0345 m", "1 de março de 2026"},
		"en": {"0 m", "1 o", "12,345 m", "1 March 2026"},
		"es": {"0 m", "1 o", "12.345 m", "1 de marzo de 2026"},
		"fr": {"0 o", "1 o", "12\u00a0345 m", "1 mars 2026"},
		"de": {"0 m", "1 o", "12.345 m", "1. März 2026"},
		"it": {"0 m", "1 o", "12.345 m", "1 marzo 2026"},
	}
	if len(set.Locales()) != len(tests) {
		t.Errorf("%d languages, want %d", len(set.Locales()), len(tests))
	}
	for lang, want := range tests {
		l := set.Locales()[lang]
		l.Messages["x.one"], l.Messages["x.many"] = "{n} o", "{n} m"
		got := [4]string{l.Count("x", 0), l.Count("x", 1), l.Count("x", 12345), l.Date(day)}
		if want := [4]string{want.none, want.one, want.many, want.date}; got != want {
			t.Errorf("%s: got %q, want %q", lang, got, want)
		}
	}
}

func TestExtend(t *testing.T) {
	set, err := Load("locales")
	if err != nil {
		t.Fatal(err)
	}
	own := func(name, words string) (Set, error) { return set.Extend(fstest.MapFS{name: {Data: []byte(words)}}) }

	changed, err := own("pt.json", `{"museum.rooms": "Pavilhões"}`)
	if err != nil {
		t.Fatal(err)
	}
	if got := changed.Locales()["pt"].T("museum.rooms"); got != "Pavilhões" {
		t.Errorf("changed words: got %q", got)
	}
	if got := set.Locales()["pt"].T("museum.rooms"); got != "Salas" {
		t.Errorf("the words it was made from: got %q", got)
	}
	dutch, err := own("nl.json", `{"lang.name": "Nederlands", "room.number": "Zaal {code}"}`)
	if err != nil {
		t.Fatal(err)
	}
	nl := dutch.Locales()["nl"]
	if got := nl.T("lang.name") + nl.Tag() + nl.T("room.number", "code", 3) + nl.T("rate.yes"); got != "NederlandsnlZaal 3Sim" {
		t.Errorf("another language: got %q", got)
	}
	for _, slip := range [][2]string{{"pt.json", `{"museum.room": "Sala"}`}, {"en.json", `{"room.number": "Room {nr}"}`}, {"english.json", `{}`}, {"en.json", `[]`}} {
		if _, err := own(slip[0], slip[1]); err == nil {
			t.Errorf("%s with %s is taken", slip[0], slip[1])
		}
	}
}
