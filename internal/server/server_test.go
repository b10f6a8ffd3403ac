package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v5"
)

// A house is a server to be tested, with all that it logs.
type house struct {
	*echo.Echo
	log *bytes.Buffer
}

func newHouse(o Options, routes ...func(*echo.Echo)) house {
	var log bytes.Buffer
	o.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return house{New(o, routes...), &log}
}

// lines are those of the log that hold text.
func (h house) lines(text string) (out []string) {
	for line := range strings.Lines(h.log.String()) {
		if strings.Contains(line, text) {
			out = append(out, line)
		}
	}
	return out
}

func (h house) send(method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return h.do(r)
}

func (h house) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// pages are routes like those of the site and the API.
func pages(e *echo.Echo) {
	read := func(c *echo.Context) error {
		n, err := io.Copy(io.Discard, c.Request().Body)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, n)
	}
	e.GET("/:museum", func(c *echo.Context) error { return c.HTML(http.StatusOK, "<p>"+c.Param("museum")) })
	e.POST("/:museum/ask", read)
	e.POST("/:museum/notes", read)
	e.POST("/api/v1/ask", read)
	e.POST("/curator/file", read)
	e.GET("/long/*", func(c *echo.Context) error { return c.HTML(http.StatusOK, strings.Repeat("<p>longo</p>", 500)) })
}

func TestSecureHeaders(t *testing.T) {
	h := newHouse(Options{}, pages)
	for _, target := range []string{"/galeria", "/no/such/page", "/api/none", "/healthz", "/metrics", "/long/%00"} {
		w := h.send("GET", target, "")
		for _, want := range secureHeaders {
			if got := w.Header().Values(want.name); len(got) != 1 || got[0] != want.value {
				t.Errorf("%s: %s is %q, want %q", target, want.name, got, want.value)
			}
		}
	}
	for _, directive := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if csp := h.send("GET", "/galeria", "").Header().Get("Content-Security-Policy"); !strings.Contains(csp+";", directive+";") {
			t.Errorf("policy %q lacks %s", csp, directive)
		}
	}
}

func TestStrangePaths(t *testing.T) {
	h := newHouse(Options{}, pages)
	for target, want := range map[string]int{
		"/galeria":                   200,
		"/gal%C3%A9ria":              200,
		"/galeria%00":                404,
		"/galeria%0d%0aSet-Cookie:x": 404,
		"/%ff%fe":                    404,
		"/a/b/c/d":                   404,
		"//evil.example/%2e%2e":      404,
		"/../../etc/passwd":          404,
		"/%2e%2e%2f%2e%2e%2fetc":     200, // one segment, harmless: no museum of that name
		"/api/../healthz":            404,
	} {
		w := h.send("GET", target, "")
		if w.Code != want || w.Header().Get("Location") != "" {
			t.Errorf("%s: %d to %q, want %d", target, w.Code, w.Header().Get("Location"), want)
		}
	}
	if got := h.send("GET", "/gal%65ria%2Fx", "").Body.String(); got != "<p>galeria/x" {
		t.Errorf("parameter not unescaped: %q", got)
	}
}

func TestCrossSite(t *testing.T) {
	h := newHouse(Options{}, pages)
	tests := []struct {
		name, method string
		header       []string
		want         int
	}{
		{"no browser", "POST", nil, 200},
		{"own page", "POST", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://example.com"}, 200},
		{"typed by hand", "POST", []string{"Sec-Fetch-Site", "none"}, 200},
		{"another site", "POST", []string{"Sec-Fetch-Site", "cross-site", "Origin", "http://evil.example"}, 403},
		{"a neighbour's subdomain", "POST", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"another site, older browser", "POST", []string{"Origin", "http://evil.example"}, 403},
		{"sandboxed frame", "POST", []string{"Origin", "null"}, 403},
		{"own page, older browser", "POST", []string{"Origin", "http://example.com"}, 200},
		{"link from another site", "GET", []string{"Sec-Fetch-Site", "cross-site"}, 200},
	}
	for _, tt := range tests {
		target := "/galeria/ask"
		if tt.method == "GET" {
			target = "/galeria"
		}
		if w := h.send(tt.method, target, "", tt.header...); w.Code != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, w.Code, tt.want)
		}
	}
}

func TestBodyLimits(t *testing.T) {
	h := newHouse(Options{}, pages)
	for _, tt := range []struct {
		target string
		size   int
		want   int
	}{
		{"/galeria/notes", maxBody, 200},
		{"/galeria/notes", maxBody + 1, 413},
		{"/galeria/ask", maxAskBody, 200},
		{"/galeria/ask", maxAskBody + 1, 413},
		{"/api/v1/ask", maxAskBody + 1, 413},
	} {
		for _, length := range []int64{int64(tt.size), -1} { // told, or chunked
			r := httptest.NewRequest("POST", tt.target, strings.NewReader(strings.Repeat("x", tt.size)))
			r.ContentLength = length
			if w := h.do(r); w.Code != tt.want {
				t.Errorf("%s with %d bytes, length %d: status %d, want %d", tt.target, tt.size, length, w.Code, tt.want)
			}
		}
	}
}

func TestCompression(t *testing.T) {
	h := newHouse(Options{}, pages)
	tests := []struct {
		name, target string
		header       []string
		want         string
	}{
		{"page", "/long/page", []string{"Accept-Encoding", "gzip, br"}, "gzip"},
		{"client that cannot", "/long/page", nil, ""},
		{"short page", "/galeria", []string{"Accept-Encoding", "gzip"}, ""},
		{"event stream", "/long/page", []string{"Accept-Encoding", "gzip", "Accept", "application/json, text/event-stream"}, ""},
		{"picture", "/long/a.jpg", []string{"Accept-Encoding", "gzip"}, ""},
		{"part of a file", "/long/page", []string{"Accept-Encoding", "gzip", "Range", "bytes=0-9"}, ""},
		{"metrics", "/metrics", []string{"Accept-Encoding", "gzip"}, "gzip"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := h.send("GET", tt.target, "", tt.header...)
			if got := w.Header().Get("Content-Encoding"); got != tt.want {
				t.Fatalf("Content-Encoding %q, want %q", got, tt.want)
			}
			if tt.want == "" {
				return
			}
			unpacked, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(unpacked)
			if err != nil || len(text) == 0 || text[0] == 0x1f {
				t.Errorf("unpacked %d bytes, %v", len(text), err)
			}
		})
	}
}

func TestTwoRoutesAtOneAddress(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the second route replaced the first")
		}
	}()
	newHouse(Options{}, pages, pages)
}
