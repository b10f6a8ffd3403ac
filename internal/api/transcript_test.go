package api_test

import (
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cicerone/internal/guide"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// transcripts are the answers kept in testdata, each as a stream and whole.
var transcripts = []struct {
	name   string
	script script
	body   string
}{
	{"quoted", quoted(), `{"museum":"galeria","question":"De que é feito?","object":"CG 1/2#a"}`},
	{"modelled", modelled(), `{"museum":"galeria","question":"What is it made of?","lang":"en"}`},
	{"waited", waited(), `{"museum":"galeria","question":"What is it made of?","lang":"en"}`},
	{"pinned", pinned(), `{"museum":"galeria","question":"Há ratos?"}`},
	{"plain", plain(), `{"museum":"galeria","question":"Obrigado!"}`},
	{"followed", followed(), `{"museum":"galeria","question":"De que é feito?","conversation":"c1"}`},
	{"not_covered", notCovered(), `{"museum":"galeria","question":"Quanto custou?"}`},
	{"broken_off", brokenOff(), `{"museum":"galeria","question":"De que é feito?"}`},
	{"told_broken", toldBroken(), `{"museum":"galeria","question":"What is it made of?","lang":"en"}`},
	{"unavailable", unavailable(), `{"museum":"galeria","question":"What is it made of?","lang":"en"}`},
}

// transcript is a response as it is kept: its status, the headers that matter,
// and its body byte for byte.
func transcript(w *httptest.ResponseRecorder) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d\n", w.Code)
	for _, name := range []string{"Content-Type", "Content-Encoding", "Cache-Control", "X-Accel-Buffering", "Retry-After"} {
		if value := w.Header().Get(name); value != "" {
			fmt.Fprintf(&out, "%s: %s\n", name, value)
		}
	}
	return out.String() + "\n" + w.Body.String()
}

func TestTranscripts(t *testing.T) {
	for _, tt := range transcripts {
		h := newServer(collection{museums: []guide.Museum{galeria}}, tt.script.ask)
		for _, form := range []struct{ extension, accept string }{
			{"sse", "text/event-stream"},
			{"json", "application/json"},
		} {
			t.Run(tt.name+"."+form.extension, func(t *testing.T) {
				w := send(t, h, "POST", "/api/v1/ask", tt.body,
					"Accept", form.accept, "Content-Type", "application/json", "Accept-Encoding", "gzip;q=0")
				got := transcript(w)
				if strings.Contains(got, "secret") || strings.Contains(got, "never shown") {
					t.Errorf("tells what visitors need not know:\n%s", got)
				}
				golden(t, tt.name+"."+form.extension+".golden", got)
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
