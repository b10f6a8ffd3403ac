package quote

import (
	"cicerone/internal/guide"
	"cicerone/internal/text"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"unicode/utf8"
)

func demoHits() []guide.Hit {
	files, _ := filepath.Glob("../demo/collection/notes/*.md")
	var all []guide.Hit
	for i, f := range files {
		b, _ := os.ReadFile(f)
		p := strings.SplitN(string(b), "---\n", 3)
		if len(p) < 3 {
			continue
		}
		m := map[string]string{}
		for _, l := range strings.Split(p[1], "\n") {
			k, v, _ := strings.Cut(l, ":")
			m[k] = strings.Trim(strings.TrimSpace(v), "\"")
		}
		body := strings.TrimSpace(strings.ReplaceAll(p[2], "## ", ""))
		h := guide.Hit{Document: fmt.Sprint(i), Inventory: m["inventory"], Lang: m["language"], Title: m["title"], Label: guide.Label{Title: m["title"], Maker: m["maker"], Date: m["date"], Material: m["material"], HeldBy: m["held_by"]}}
		off := 0
		for _, pa := range strings.Split(body, "\n\n") {
			h.Text = pa
			h.Start = off
			h.End = off + utf8.RuneCountInString(pa)
			off = h.End + 2
			all = append(all, h)
		}
	}
	return all
}
func TestZDemo(t *testing.T) {
	all := demoHits()
	df := map[string]float64{}
	sets := []map[string]float64{}
	for _, h := range all {
		s := map[string]float64{}
		for _, x := range termsOf(h.Title + " " + h.Label.Maker) {
			s[x] = .6
		}
		for _, x := range termsOf(h.Text) {
			s[x] = 1
		}
		for x := range s {
			df[x]++
		}
		sets = append(sets, s)
	}
	idf := func(x string) float64 { return math.Log(1 + (float64(len(all))-df[x]+.5)/(df[x]+.5)) }
	data, _ := os.ReadFile("../demo/questions.txt")
	for _, l := range strings.Split(string(data), "\n") {
		q, want, ok := strings.Cut(l, " → ")
		if !ok || l[0] == '#' {
			continue
		}
		lang, _ := text.Detect(q, "pt")
		o := lang
		if lang != "pt" && lang != "en" {
			o = "en"
		}
		var hits []guide.Hit
		for i, h := range all {
			for _, x := range termsOf(q) {
				h.Score += sets[i][x] * idf(x)
			}
			if h.Lang == o {
				h.Score *= 1.2
			}
			if h.Score > 0 {
				hits = append(hits, h)
			}
		}
		sort.SliceStable(hits, func(a, b int) bool { return hits[a].Score > hits[b].Score })
		if len(hits) > 8 {
			hits = hits[:8]
		}
		s, c := Answer(q, hits, idf, Options{Lang: o})
		fmt.Printf("[%s] %s → %s\n", lang, q, want)
		for i := range s {
			fmt.Printf("    %s %s %s\n", c[i].Inventory, c[i].Lang, s[i].Text)
		}
	}
}
