package curator

import "strings"

// Browsers and systems that a session is described by, each with what betrays it
// in a User-Agent header. The order matters: most browsers also claim to be those
// that come after them.
var (
	browsers = []struct{ mark, name string }{
		{"Edg/", "Edge"}, {"EdgA/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = []struct{ mark, name string }{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"CrOS", "ChromeOS"},
		{"Windows", "Windows"}, {"Macintosh", "Mac"}, {"Linux", "Linux"},
	}
)

// browserOf is roughly what a User-Agent header stands for, "Firefox, Windows",
// or "" for one that is not known. Nothing else of the header is kept.
func browserOf(userAgent string) string {
	var parts []string
	for _, known := range [][]struct{ mark, name string }{browsers, systems} {
		for _, k := range known {
			if strings.Contains(userAgent, k.mark) {
				parts = append(parts, k.name)
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
