package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
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

// The pages are light enough for a weak signal. Sizes are before compression;
// type is sent as it is.
func TestSizes(t *testing.T) {
	limits := map[string]int{"static/fonts/": 70_000, "static/js/": 30_000, "static/css/": 30_000}
	for folder, limit := range limits {
		entries, err := Files.ReadDir(strings.TrimSuffix(folder, "/"))
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, e := range entries {
			info, err := e.Info()
			if err != nil {
				t.Fatal(err)
			}
			total += int(info.Size())
		}
		if total > limit {
			t.Errorf("%s: %d bytes, want at most %d", folder, total, limit)
		}
	}
}
