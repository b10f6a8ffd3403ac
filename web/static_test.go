package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestStaticHandler(t *testing.T) {
	tests := []struct {
		name, target string
		status       int
		cache, kind  string
	}{
		{"style sheet", URL("css/visitor.css"), 200, cacheForever, "text/css; charset=utf-8"},
		{"script", URL("js/visitor.js"), 200, cacheForever, "text/javascript; charset=utf-8"},
		{"typeface", URL("fonts/newsreader-latin-400-normal.woff2"), 200, cacheForever, "font/woff2"},
		{"icon", URL("icons/icon.svg"), 200, cacheForever, "image/svg+xml"},
		{"of another release", "/static/000000000000/css/visitor.css", 200, cacheNever, "text/css; charset=utf-8"},
		{"absent", URL("css/none.css"), 404, "", ""},
		{"folder", URL("css"), 404, "", ""},
		{"no name", "/static/", 404, "", ""},
		{"out of the folder", URL("../locales/pt.json"), 404, "", ""},
		{"absolute", URL("/etc/passwd"), 404, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.URL.Path = tt.target
			w := httptest.NewRecorder()
			StaticHandler().ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Fatalf("status: got %d, want %d", w.Code, tt.status)
			}
			if tt.status != 200 {
				return
			}
			if got := w.Header().Get("Cache-Control"); got != tt.cache {
				t.Errorf("Cache-Control: got %q, want %q", got, tt.cache)
			}
			if got := w.Header().Get("Content-Type"); got != tt.kind {
				t.Errorf("Content-Type: got %q, want %q", got, tt.kind)
			}
		})
	}
}

// What a phone fetches before it can show a page is light, whatever encoding it
// understands; the browser's test measures whole pages.
func TestSizes(t *testing.T) {
	fonts := 0
	for name, f := range static().files {
		if strings.HasPrefix(name, "fonts/") && strings.HasSuffix(name, ".woff2") {
			fonts += len(f.plain)
		}
	}
	script, style := static().files["js/visitor.js"], static().files["css/visitor.css"]
	for _, tt := range []struct {
		what       string
		got, limit int
	}{
		{"typeface", fonts, 38_000},
		{"script, brotli", len(script.brotli()), 13_000},
		{"style, brotli", len(style.brotli()), 8_000},
	} {
		t.Logf("%s: %d bytes", tt.what, tt.got)
		if tt.got > tt.limit {
			t.Errorf("%s: %d bytes, want at most %d", tt.what, tt.got, tt.limit)
		}
	}
}

// Every encoding unpacks to the same file.
func TestEncodings(t *testing.T) {
	ask := func(encodings string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, URL("css/visitor.css"), nil)
		r.Header.Set("Accept-Encoding", encodings)
		w := httptest.NewRecorder()
		StaticHandler().ServeHTTP(w, r)
		return w
	}
	plain := ask("").Body.Bytes()
	if len(plain) < 1000 {
		t.Fatalf("%d bytes of style", len(plain))
	}
	for encodings, want := range map[string]string{"gzip, deflate, br, zstd": "br", "gzip": "gzip", "br;q=0, gzip;q=0.5": "gzip", "identity": "", "xbr": ""} {
		w := ask(encodings)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%s: got %q, want %q", encodings, got, want)
		}
		var body io.Reader = w.Body
		switch want {
		case "br":
			body = brotli.NewReader(w.Body)
		case "gzip":
			unpacked, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = unpacked
		}
		if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%s: %d bytes, %v, want the %d of the file", encodings, len(got), err, len(plain))
		}
	}
	r := httptest.NewRequest(http.MethodHead, URL("css/visitor.css"), nil)
	w := httptest.NewRecorder()
	StaticHandler().ServeHTTP(w, r)
	if w.Body.Len() != 0 || w.Header().Get("Content-Length") != strconv.Itoa(len(plain)) {
		t.Errorf("HEAD: %d bytes, length %q", w.Body.Len(), w.Header().Get("Content-Length"))
	}
}
