package web

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"strings"
	"sync"
)

// Style is the style sheet of the visitors' pages, as it stands in each of them: on
// a weak network the text can then be read, and a question typed, one round trip
// sooner. It costs every page some 5 kB.
func Style() template.CSS { return style() }

var style = sync.OnceValue(func() template.CSS {
	css := strings.TrimSpace(string(static().files["css/visitor.css"].plain))
	return template.CSS(strings.ReplaceAll(css, "../", StaticPrefix+static().hash+"/")) // our own, and a test holds it to no "<"
})

// StylePolicy is ContentSecurityPolicy for a page with these style sheets in it.
func StylePolicy(sheets ...template.CSS) string {
	allowed := "style-src 'self'"
	for _, css := range sheets {
		sum := sha256.Sum256([]byte(css))
		allowed += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return strings.Replace(ContentSecurityPolicy, "style-src 'self'", allowed, 1)
}
