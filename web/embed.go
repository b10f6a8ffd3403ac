package web

import "embed"

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
