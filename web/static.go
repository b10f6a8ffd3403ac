package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

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

// staticFile is a file as browsers get it.
type staticFile struct {
	plain []byte
	kind  string // media type

	// The same, compressed as far as it goes, the first time that somebody asks.
	// Files that are compressed already give nil.
	brotli, gzip func() []byte
}

var static = sync.OnceValue(readStatic)

type staticFiles struct {
	files map[string]staticFile
	hash  string
}

// readStatic reads the folder, and bundles what is bundled.
func readStatic() staticFiles {
	mime.AddExtensionType(".woff2", "font/woff2") // absent from Go's own table
	contents := map[string][]byte{}
	err := fs.WalkDir(Files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		contents[strings.TrimPrefix(name, "static/")], err = Files.ReadFile(name)
		return err
	})
	if err != nil {
		panic("web: reading embedded files: " + err.Error()) // impossible: they are in the program
	}
	maps.Copy(contents, bundle(contents))

	out := staticFiles{files: map[string]staticFile{}}
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		data := contents[name]
		sum.Write([]byte(name))
		sum.Write(data)
		f := staticFile{plain: data, kind: mime.TypeByExtension(path.Ext(name)), brotli: none, gzip: none}
		if !compressedAlready(name) {
			f.brotli = sync.OnceValue(func() []byte { return compressBrotli(data) })
			f.gzip = sync.OnceValue(func() []byte { return compressGzip(data) })
		}
		out.files[name] = f
	}
	out.hash = hex.EncodeToString(sum.Sum(nil))[:hashLength]
	return out
}

func none() []byte { return nil }

func compressedAlready(name string) bool { return path.Ext(name) == ".woff2" }

func compressBrotli(data []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func compressGzip(data []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid one
	_, _ = w.Write(data)
	_ = w.Close()
	return out.Bytes()
}

// URL is the address of a static file, "css/visitor.css" for example.
func URL(name string) string { return StaticPrefix + static().hash + "/" + name }

// StaticHandler serves the static files at the addresses URL gives. A file
// asked for under the hash of another release is served as it is now, but not
// kept.
func StaticHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, StaticPrefix), "/")
		f, ok := static().files[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Cache-Control", cacheNever)
		if hash == static().hash {
			header.Set("Cache-Control", cacheForever)
		}
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Content-Type", f.kind)
		header.Set("Vary", "Accept-Encoding")
		body := f.plain
		for _, c := range []struct {
			name string
			data func() []byte
		}{{"br", f.brotli}, {"gzip", f.gzip}} {
			if data := c.data; accepts(r, c.name) && data() != nil {
				body = data()
				header.Set("Content-Encoding", c.name)
				break
			}
		}
		header.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // who has gone does not want it
		}
	})
}

// accepts reports whether the Accept-Encoding header names an encoding without
// forbidding it.
func accepts(r *http.Request, encoding string) bool {
	for offer := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(offer), ";")
		if strings.TrimSpace(name) == encoding {
			q, weighed := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			return !weighed || strings.Trim(q, "0.") != ""
		}
	}
	return false
}
