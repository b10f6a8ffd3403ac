package web

import "embed"

// Files is everything under this folder that the program carries:
// templates/, static/ and locales/.
//
//go:embed templates static locales
var Files embed.FS

// ContentSecurityPolicy is what every page is served under: nothing but our own
// files, no inline script, no frame around us. See StylePolicy for the styles that
// stand in a page.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; " +
	"img-src 'self' data:; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'; manifest-src 'self'"
