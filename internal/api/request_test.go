package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

type failure struct {
	Error, Field, Message string
}

func decodeFailure(t *testing.T, body string) failure {
	t.Helper()
	var f failure
	if err := json.Unmarshal([]byte(body), &f); err != nil {
		t.Fatalf("error body %q: %v", body, err)
	}
	return f
}

func TestRefusedQuestions(t *testing.T) {
	two := collection{museums: []guide.Museum{galeria, {ID: 8, Code: "castelo"}}}
	long := strings.Repeat("a", guide.MaxRefRunes+1)
	tests := []struct {
		name   string
		body   string
		status int
		code   string
		field  string
	}{
		{"nothing", ``, 400, "invalid", "body"},
		{"not JSON", `question=hello`, 400, "invalid", "body"},
		{"cut off", `{"question":"Who`, 400, "invalid", "body"},
		{"trailing data", `{"question":"Who?"}{}`, 400, "invalid", "body"},
		{"trailing garbage", `{"question":"Who?"} x`, 400, "invalid", "body"},
		{"null", `null`, 400, "invalid", "body"},
		{"array", `["Who?"]`, 400, "invalid", "body"},
		{"string", `"Who?"`, 400, "invalid", "body"},
		{"deep", strings.Repeat("[", 4000), 400, "invalid", "body"},
		{"invalid UTF-8", "{\"question\":\"Who\xff?\"}", 400, "invalid", "body"},
		{"UTF-16", "\xff\xfe{\x00}\x00", 400, "invalid", "body"},
		{"unknown field", `{"question":"Who?","audience":"staff"}`, 400, "invalid", "audience"},
		{"field in capitals", `{"Question":"Who?"}`, 400, "invalid", "Question"},
		{"long unknown field", `{"` + strings.Repeat("é", 200) + `":""}`, 400, "invalid", strings.Repeat("é", guide.MaxRefRunes)},
		{"field with markup", `{"<b>":""}`, 400, "invalid", "<b>"},
		{"number for text", `{"question":1}`, 400, "invalid", "question"},
		{"null for text", `{"question":"Who?","lang":null}`, 400, "invalid", "lang"},
		{"object for text", `{"question":{"text":"Who?"}}`, 400, "invalid", "question"},
		{"array for text", `{"question":"Who?","room":["1"]}`, 400, "invalid", "room"},
		{"no question", `{"museum":"galeria"}`, 400, "invalid", "question"},
		{"invisible question", `{"museum":"galeria","question":"\u202e\u200b\u200b"}`, 400, "invalid", "question"},
		{"blank question", `{"museum":"galeria","question":" \n\t "}`, 400, "invalid", "question"},
		{"question too long", `{"museum":"galeria","question":"` + strings.Repeat("é", guide.MaxQuestionRunes+1) + `"}`, 400, "invalid", "question"},
		{"NUL in question", `{"museum":"galeria","question":"Who\u0000?"}`, 400, "invalid", "question"},
		{"escape in question", `{"museum":"galeria","question":"Who\u001b[2J?"}`, 400, "invalid", "question"},
		{"object too long", `{"museum":"galeria","question":"Who?","object":"` + long + `"}`, 400, "invalid", "object"},
		{"room too long", `{"museum":"galeria","question":"Who?","room":"` + long + `"}`, 400, "invalid", "room"},
		{"conversation too long", `{"museum":"galeria","question":"Who?","conversation":"` + long + `"}`, 400, "invalid", "conversation"},
		{"NUL in conversation", `{"museum":"galeria","question":"Who?","conversation":"\u0000"}`, 400, "invalid", "conversation"},
		{"museum too long", `{"museum":"` + long + `","question":"Who?"}`, 400, "invalid", "museum"},
		{"lang in capitals", `{"museum":"galeria","question":"Who?","lang":"PT"}`, 400, "invalid", "lang"},
		{"lang with region", `{"museum":"galeria","question":"Who?","lang":"pt-PT"}`, 400, "invalid", "lang"},
		{"lang of three letters", `{"museum":"galeria","question":"Who?","lang":"por"}`, 400, "invalid", "lang"},
		{"lang that has three letters only", `{"museum":"galeria","question":"Who?","lang":"mwl"}`, 400, "invalid", "lang"},
		{"lang that is none", `{"museum":"galeria","question":"Who?","lang":"zz"}`, 400, "invalid", "lang"},
		{"no museum of two", `{"question":"Who?"}`, 400, "invalid", "museum"},
		{"unknown museum", `{"museum":"nowhere","question":"Who?"}`, 404, "not_found", ""},
		{"hostile museum", `{"museum":"'; DROP TABLE museums; --","question":"Who?"}`, 404, "not_found", ""},
		{"body over 8 kB", `{"museum":"galeria","question":"Who?"}` + strings.Repeat(" ", 8<<10), 413, "too_large", ""},
		{"body over 16 kB", strings.Repeat("x", 17<<10), 413, "too_large", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newServer(two, noAnswer(t))
			for _, accept := range []string{"application/json", "text/event-stream"} {
				w := send(t, h, "POST", "/api/v1/ask", tt.body, "Accept", accept, "Accept-Language", "en")
				if w.Code != tt.status {
					t.Fatalf("Accept %s: status %d, want %d: %s", accept, w.Code, tt.status, w.Body)
				}
				got := decodeFailure(t, w.Body.String())
				if want := (failure{Error: tt.code, Field: tt.field}); !cmp.Equal(want, got, cmpopts.IgnoreFields(failure{}, "Message")) {
					t.Errorf("Accept %s: got %+v, want %+v", accept, got, want)
				}
				if got.Message == "" {
					t.Error("no message")
				}
			}
		})
	}
}

// heard asks body and returns the question as Ask received it.
func heard(t *testing.T, c collection, body string, header ...string) guide.Question {
	t.Helper()
	var got guide.Question
	asked := 0
	h := newServer(c, func(_ context.Context, q guide.Question, _ func(guide.Event) error) (guide.Turn, error) {
		got = q
		asked++
		return guide.Turn{}, nil
	})
	if w := send(t, h, "POST", "/api/v1/ask", body, header...); w.Code != 200 || asked != 1 {
		t.Fatalf("status %d, asked %d times: %s", w.Code, asked, w.Body)
	}
	return got
}

func TestQuestion(t *testing.T) {
	castelo := guide.Museum{ID: 8, Code: "castelo"}
	two := collection{museums: []guide.Museum{galeria, castelo}}
	longest := strings.Repeat("😀", guide.MaxQuestionRunes)
	escaped := strings.Repeat(`\ud83d\ude00`, guide.MaxQuestionRunes)
	tests := []struct {
		name string
		in   collection
		body string
		want guide.Question
	}{
		{"every field", two,
			`{"museum":"castelo","question":" Quem?\n","lang":"pt","object":"C 1/2","room":"3","conversation":"VISIT"}`,
			guide.Question{Museum: castelo, Text: "Quem?", Lang: "pt", Object: "C 1/2", Room: "3", Conversation: "VISIT"}},
		{"question alone, of the only museum", collection{museums: []guide.Museum{galeria}},
			`{"question":"Quem?"}`, guide.Question{Museum: galeria, Text: "Quem?"}},
		{"empty fields", collection{museums: []guide.Museum{galeria}},
			`{"museum":"","question":"Quem?","lang":"","object":"","room":"","conversation":""}`,
			guide.Question{Museum: galeria, Text: "Quem?"}},
		{"longest question, at its longest", collection{museums: []guide.Museum{galeria}},
			`{"question":"` + escaped + `"}`, guide.Question{Museum: galeria, Text: longest}},
		{"unpaired surrogate", collection{museums: []guide.Museum{galeria}},
			`{"question":"a\ud800b"}`, guide.Question{Museum: galeria, Text: "a\ufffdb"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := heard(t, tt.in, tt.body)
			tt.want.Audience = guide.AudiencePublic
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(guide.Question{}, "At")); diff != "" {
				t.Errorf("question (-want +got):\n%s", diff)
			}
			if got.At.IsZero() {
				t.Error("no time")
			}
		})
	}
}

func TestNoMuseumYet(t *testing.T) {
	w := send(t, newServer(collection{}, noAnswer(t)), "POST", "/api/v1/ask", `{"question":"Who?"}`)
	if w.Code != 404 {
		t.Errorf("status %d, want 404: %s", w.Code, w.Body)
	}
}

func TestMessageLanguage(t *testing.T) {
	const portuguese, english = "Escreva uma pergunta.", "Please write a question."
	tests := []struct {
		lang, accept, want string
	}{
		{"", "", portuguese},
		{"", "en-GB,en;q=0.9", english},
		{"", "pt-BR", portuguese},
		{"", "fr, en;q=0.5", "Écrivez une question."},
		{"", "ja, en;q=0.5", english},
		{"de", "pt", "Bitte schreiben Sie eine Frage."},
		{"en", "pt", english},
		{"pt", "en", portuguese},
		{"ja", "en", english},
		{"zz", "en", english}, // wrong itself, so of no use here
		{"", ";;;,,,q=", portuguese},
		{"", strings.Repeat("a-", 5000), portuguese},
	}
	h := newServer(collection{museums: []guide.Museum{galeria}}, noAnswer(t))
	for _, tt := range tests {
		body := fmt.Sprintf(`{"question":"","lang":%q}`, tt.lang)
		w := send(t, h, "POST", "/api/v1/ask", body, "Accept-Language", tt.accept)
		if got := decodeFailure(t, w.Body.String()).Message; got != tt.want {
			t.Errorf("lang %q, Accept-Language %.20q: got %q, want %q", tt.lang, tt.accept, got, tt.want)
		}
	}
}

func TestFailuresOfTheCollection(t *testing.T) {
	broken := collection{museums: []guide.Museum{galeria}, err: fmt.Errorf("%w: a secret of the database", guide.ErrUnavailable)}
	h := newServer(broken, noAnswer(t))
	for _, body := range []string{`{"question":"Who?"}`, `{"museum":"galeria","question":"Who?"}`} {
		w := send(t, h, "POST", "/api/v1/ask", body)
		if w.Code != 503 || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %d %s, want 503 and no secret", body, w.Code, w.Body)
		}
	}
}

func TestAccept(t *testing.T) {
	h := newServer(collection{museums: []guide.Museum{galeria}}, quoted().ask)
	tests := []struct{ accept, want string }{
		{"", "application/json"},
		{"*/*", "application/json"},
		{"application/json", "application/json"},
		{"text/event-stream", "text/event-stream"},
		{"application/json, text/event-stream;q=0.9", "text/event-stream"},
		{"TEXT/Event-Stream", "text/event-stream"},
		{"text/event-streams", "application/json"},
		{"text/", "application/json"},
		{";;,,", "application/json"},
	}
	for _, tt := range tests {
		w := send(t, h, "POST", "/api/v1/ask", `{"question":"Quem?"}`, "Accept", tt.accept)
		if got := w.Header().Get("Content-Type"); got != tt.want {
			t.Errorf("Accept %q: Content-Type %q, want %q", tt.accept, got, tt.want)
		}
	}
}
