package theme

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"cicerone/internal/guide"
	"cicerone/web"
)

// Enough is the contrast that WCAG 2.2 asks of text at level AA (1.4.3). Ours is
// never smaller than what counts as small, so the lower bound for large letters
// does not come into it.
const Enough = 4.5

// tint is how much of the accent lies behind a citation's number; see visitor.css.
const tint = 0.09

// Palette is the colours of one scheme, "#rrggbb" each, by their names in the
// style sheet.
type Palette map[string]string

var (
	rootBlock = regexp.MustCompile(`(?s):root(?::not\(\[data-theme=light\]\))? \{(.*?)\n\s*\}`)
	variable  = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
)

// house are the house's own palettes, light and dark: those of the first two
// :root blocks of visitor.css.
var house = sync.OnceValue(func() [2]Palette {
	css, err := web.Files.ReadFile("static/css/visitor.css")
	blocks := rootBlock.FindAllStringSubmatch(string(css), 2)
	if err != nil || len(blocks) < 2 {
		panic("theme: visitor.css has no two :root blocks") // impossible: a test reads them
	}
	var out [2]Palette
	for i, block := range blocks {
		out[i] = Palette{}
		for _, match := range variable.FindAllStringSubmatch(block[1], -1) {
			out[i][match[1]] = match[2]
		}
	}
	return out
})

// Palettes are the light and the dark palette of a theme.
func Palettes(t guide.Theme) (light, dark Palette) {
	return with(house()[0], t.Ground, t.Accent), with(house()[1], t.DarkGround, t.DarkAccent)
}

// with is a palette with another ground and another accent, where they are given,
// and with letters on the accent that can be read.
func with(base Palette, ground, accent string) Palette {
	p := Palette{}
	for name, colour := range base {
		p[name] = colour
	}
	if ground != "" {
		p["ground"] = ground
	}
	if accent == "" {
		return p
	}
	p["accent"] = accent
	p["on-accent"] = "#ffffff"
	if Contrast("#12151b", accent) > Contrast("#ffffff", accent) {
		p["on-accent"] = "#12151b"
	}
	return p
}

// Problem is two colours that cannot be told apart well enough.
type Problem struct {
	Dark  bool
	Pair  string // "accent.ground": letters, then what they stand on
	Ratio float64
}

// pairs are the letters of the pages and what they stand on; "tint" is the ground
// behind the number of a citation.
var pairs = [][2]string{
	{"ink", "ground"}, {"quiet", "ground"}, {"problem", "ground"}, {"accent", "ground"}, {"accent", "raised"}, {"accent", "tint"}, {"on-accent", "accent"},
}

// Check finds the colours of a theme that cannot be read: none when all can.
func Check(t guide.Theme) []Problem {
	var out []Problem
	light, dark := Palettes(t)
	for _, p := range []Palette{light, dark} {
		p["tint"] = mix(p["accent"], p["ground"], tint)
	}
	for i, p := range []Palette{light, dark} {
		for _, pair := range pairs {
			if ratio := Contrast(p[pair[0]], p[pair[1]]); ratio < Enough {
				out = append(out, Problem{i == 1, pair[0] + "." + pair[1], ratio})
			}
		}
	}
	return out
}

// Contrast is the contrast ratio of two colours, from 1 to 21, as WCAG 2.2 defines
// it.
func Contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(colour string) float64 {
	rgb := channels(colour)
	for i, c := range rgb {
		if c <= 0.04045 {
			rgb[i] = c / 12.92
		} else {
			rgb[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2]
}

// channels are red, green and blue from 0 to 1.
func channels(colour string) (rgb [3]float64) {
	for i := range rgb {
		if len(colour) == 7 {
			n, _ := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8) // Colour has seen to it
			rgb[i] = float64(n) / 255
		}
	}
	return rgb
}

// mix is so much of a over b.
func mix(a, b string, share float64) string {
	x, y := channels(a), channels(b)
	out := "#"
	for i := range x {
		out += fmt.Sprintf("%02x", int(math.Round(255*(share*x[i]+(1-share)*y[i]))))
	}
	return out
}

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// Colour is a colour as themes have it, or "" for what is none. "#abc" and capitals
// are understood.
func Colour(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) == 4 && s[0] == '#' {
		s = "#" + strings.Repeat(s[1:2], 2) + strings.Repeat(s[2:3], 2) + strings.Repeat(s[3:4], 2)
	}
	if !colour.MatchString(s) {
		return ""
	}
	return s
}

// types are what the pages may be set in, by the names of guide.Types. Nothing is
// fetched from anywhere: they are the house's own, and those the phone has.
var types = map[string]string{
	guide.TypeSans:  `system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif`,
	guide.TypeSerif: `Georgia, "Noto Serif", "Times New Roman", serif`,
}

// variables are what a theme sets, as a style sheet has them.
func variables(p Palette) string {
	return "--ground: " + p["ground"] + "; --accent: " + p["accent"] + "; --on-accent: " + p["on-accent"] + ";"
}

// CSS is the style sheet of a theme: what of it is other than the house's.
func CSS(t guide.Theme) string {
	var out strings.Builder
	light, dark := Palettes(t)
	if t.Accent+t.Ground+t.DarkAccent+t.DarkGround != "" {
		// In the order and with the weight of visitor.css, so that a visitor who has
		// chosen light, dark or more contrast still has it.
		out.WriteString(":root:not([data-contrast=more]) { " + variables(light) + " }\n")
		out.WriteString("@media (prefers-color-scheme: dark) { :root:not([data-theme=light]):not([data-contrast=more]) { " + variables(dark) + " } }\n")
		out.WriteString(":root[data-theme=dark]:not([data-contrast=more]) { " + variables(dark) + " }\n")
	}
	if family, ok := types[t.Type]; ok {
		out.WriteString("body, .sketch text { font-family: " + family + "; }\n")
	}
	return out.String()
}
