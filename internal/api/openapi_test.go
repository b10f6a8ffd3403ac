package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cicerone/internal/api"
	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v5"
)

// schema is as much of JSON Schema as openapi.json uses of it for answers.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       string            `json:"type"`
	Enum       []string          `json:"enum"`
	Minimum    *float64          `json:"minimum"`
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
	Additional json.RawMessage   `json:"additionalProperties"` // false, or a schema
	Items      *schema           `json:"items"`
}

type document struct {
	Paths      map[string]map[string]struct{ OperationID string }
	Components struct {
		Schemas map[string]schema
	}
}

func readDocument(t *testing.T) (document, string) {
	t.Helper()
	w := send(t, newServer(collection{}, noAnswer(t)), "GET", "/api/openapi.json", "")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("openapi.json: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	var d document
	if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return d, w.Body.String()
}

func TestOpenAPIHasEveryRoute(t *testing.T) {
	e := echo.New()
	api.New(nil, nil, nil).Routes(e)
	api.Documents{}.Routes(e)
	param := regexp.MustCompile(`:(\w+)`)
	var want, got []string
	for _, r := range e.Router().Routes() {
		want = append(want, strings.ToLower(r.Method)+" "+param.ReplaceAllString(r.Path, "{$1}"))
	}
	d, _ := readDocument(t)
	for path, operations := range d.Paths {
		for method := range operations {
			got = append(got, method+" "+path)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-routes +openapi.json):\n%s", diff)
	}
}

// Answers and what they rest on are told in the same modes, which are all there are.
func TestOpenAPIHasEveryMode(t *testing.T) {
	d, _ := readDocument(t)
	want := []string{string(guide.ModeModel), string(guide.ModeQuote), string(guide.ModePinned), string(guide.ModePlain)}
	for _, name := range []string{"Answer", "Evidence"} {
		if got := d.Components.Schemas[name].Properties["mode"].Enum; !cmp.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestOpenAPIReferences(t *testing.T) {
	_, text := readDocument(t)
	var whole any
	if err := json.Unmarshal([]byte(text), &whole); err != nil {
		t.Fatal(err)
	}
	for _, ref := range regexp.MustCompile(`"\$ref": "([^"]*)"`).FindAllStringSubmatch(text, -1) {
		at := whole
		for step := range strings.SplitSeq(strings.TrimPrefix(ref[1], "#/"), "/") {
			at = at.(map[string]any)[step]
			if at == nil {
				t.Fatalf("%s leads nowhere", ref[1])
			}
		}
	}
}

// schemas by what they describe in a transcript.
var eventSchemas = map[string]string{
	"sources": "SourcesEvent", "waiting": "WaitingEvent", "sentence": "Sentence", "citations": "CitationsEvent", "done": "Answer", "error": "Error",
}

func TestGoldenAnswersFitOpenAPI(t *testing.T) {
	d, _ := readDocument(t)
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(files) < 2*len(transcripts) {
		t.Fatalf("%d golden files, %v", len(files), err)
	}
	used := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := strings.Cut(string(data), "\n\n")
		if strings.Contains(head, "text/event-stream") {
			for event := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
				lines := strings.Split(event, "\n")
				name := eventSchemas[strings.TrimPrefix(lines[1], "event: ")]
				d.check(t, file, name, strings.TrimPrefix(lines[2], "data: "))
				used[name] = true
			}
			continue
		}
		name := "Answer"
		switch {
		case !strings.HasPrefix(head, "200\n"):
			name = "Error"
		case strings.HasPrefix(filepath.Base(file), "note"):
			name = "Note"
		case strings.HasPrefix(filepath.Base(file), "search"):
			name = "Found"
		}
		d.check(t, file, name, body)
		used[name] = true
	}
	want := []string{"Answer", "CitationsEvent", "Error", "Found", "Note", "Sentence", "SourcesEvent", "WaitingEvent"}
	if got := slices.Sorted(maps.Keys(used)); !cmp.Equal(want, got) {
		t.Errorf("checked %v, want %v", got, want)
	}
}

func (d document) check(t *testing.T, file, name, text string) {
	t.Helper()
	s, ok := d.Components.Schemas[name]
	if !ok {
		t.Fatalf("%s: no schema %q", file, name)
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for _, problem := range d.problems(s, name, value) {
		t.Errorf("%s: %s", file, problem)
	}
}

// problems tells how value departs from s; at says where.
func (d document) problems(s schema, at string, value any) (out []string) {
	if s.Ref != "" {
		s = d.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	wrong := func(format string, args ...any) { out = append(out, at+": "+fmt.Sprintf(format, args...)) }
	switch v := value.(type) {
	case map[string]any:
		if s.Type != "object" {
			wrong("is an object, not %s", s.Type)
		}
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				wrong("lacks %s", name)
			}
		}
		for name, child := range v {
			property, ok := s.Properties[name]
			if !ok && json.Unmarshal(s.Additional, &property) != nil {
				wrong("has %s, which is not described", name)
				continue
			}
			out = append(out, d.problems(property, at+"."+name, child)...)
		}
	case []any:
		if s.Type != "array" {
			wrong("is an array, not %s", s.Type)
			return out
		}
		for i, child := range v {
			out = append(out, d.problems(*s.Items, fmt.Sprintf("%s[%d]", at, i), child)...)
		}
	case string:
		if s.Type != "string" || s.Enum != nil && !slices.Contains(s.Enum, v) {
			wrong("%q is no %s of %v", v, s.Type, s.Enum)
		}
	case float64:
		whole := v == float64(int64(v))
		if s.Type != "number" && (s.Type != "integer" || !whole) || s.Minimum != nil && v < *s.Minimum {
			wrong("%v is no %s", v, s.Type)
		}
	case bool:
		if s.Type != "boolean" {
			wrong("is a boolean, not %s", s.Type)
		}
	default:
		wrong("is %v", v)
	}
	return out
}

// The question's fields in openapi.json are those the server takes.
func TestOpenAPIQuestion(t *testing.T) {
	d, _ := readDocument(t)
	fields := map[string]string{}
	for name := range d.Components.Schemas["Question"].Properties {
		fields[name] = ""
	}
	fields["museum"], fields["question"] = "galeria", "Quem?"
	body, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	heard(t, oneMuseum, string(body))
	if len(fields) != 7 {
		t.Errorf("%d fields described, want 7", len(fields))
	}
}
