package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// Files is everything under this folder that the program carries:
// templates/, static/ and locales/.
//
//go:embed templates static locales
var Files embed.FS

// ContentSecurityPolicy is what every page is served under: nothing but our own
// files, no inline script or style, no frame around us.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; " +
	"img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'; manifest-src 'self'"

// StaticPrefix is the address under which StaticHandler must be mounted.
const StaticPrefix = "/static/"

// The address of a static file holds a hash of all of them, so a browser may
// keep each for a year and a new program is never served with an old style
// sheet. One hash for the whole tree lets modules and style sheets refer to
// their neighbours by relative address.
const (
	cacheForever = "public, max-age=31536000, immutable"
	cacheNever   = "no-cache"
	hashLength   = 12 // hex digits: 48 bits, far from any chance collision between releases
)

var staticHash = sync.OnceValue(func() string {
	sum := sha256.New()
	err := fs.WalkDir(Files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := Files.ReadFile(name)
		sum.Write([]byte(name))
		sum.Write(data)
		return err
	})
	if err != nil {
		panic("web: reading embedded files: " + err.Error()) // impossible: they are in the program
	}
	return hex.EncodeToString(sum.Sum(nil))[:hashLength]
})

// URL is the address of a static file, "css/visitor.css" for example.
func URL(name string) string { return StaticPrefix + staticHash() + "/" + name }

// StaticHandler serves the static files at the addresses URL gives. A file
// asked for under the hash of another release is served as it is now, but not
// kept.
func StaticHandler() http.Handler {
	mime.AddExtensionType(".woff2", "font/woff2") // absent from Go's own table
	static, err := fs.Sub(Files, "static")
	if err != nil {
		panic("web: " + err.Error()) // impossible: the folder is embedded
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, StaticPrefix), "/")
		info, err := fs.Stat(static, name)
		if err != nil || info.IsDir() || path.Clean(name) != name {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", cacheNever)
		if hash == staticHash() {
			w.Header().Set("Cache-Control", cacheForever)
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeFileFS(w, r, static, name)
	})
}
