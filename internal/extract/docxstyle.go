package extract

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"

	"cicerone/internal/text"
)

// wordStyle is what a style says of a paragraph or a run.
type wordStyle struct {
	level    int  // of a heading, from 1; 0: none
	title    bool // of the whole document
	contents bool // a line of the table of contents
	hidden   bool // hidden or struck out
}

// definedStyle is a style as styles.xml has it, before what it is based on is
// looked up.
type definedStyle struct {
	wordStyle
	basedOn string
}

// headingStyle is how heading styles are called in Word and LibreOffice, folded.
// Word itself writes "heading 1" in every language.
var headingStyle = regexp.MustCompile(`^(?:heading|titulo|cabecalho|titre|titolo|uberschrift|kop|rubrik) ?([1-9])$`)

// headingLevel is the level of a heading style by its name, or 0.
func headingLevel(style string) int {
	found := headingStyle.FindStringSubmatch(text.Fold(style))
	if found == nil {
		return 0
	}
	level, _ := strconv.Atoi(found[1])
	return level
}

// isTitleStyle reports whether a style is the one for a document's title.
func isTitleStyle(style string) bool {
	switch text.Fold(style) {
	case "title", "titulo", "titre", "titel", "titolo":
		return true
	}
	return false
}

// outlineLevel reads an outline level, written from 0; 9 is body text.
func outlineLevel(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 && n < 9 {
		return n + 1
	}
	return 0
}

// isOn reads a switch that is on unless it says otherwise.
func isOn(s string) bool { return s != "0" && s != "false" && s != "off" && s != "none" }

// wordStyles reads styles.xml: id → what the style and those below it say.
func wordStyles(data []byte) (map[string]wordStyle, error) {
	defined := map[string]definedStyle{}
	p := newParser(data)
	err := p.each(nil, func(xml.StartElement) error {
		return p.each(nil, func(e xml.StartElement) error {
			if e.Name.Local != "style" {
				return nil
			}
			style, err := defineStyle(p)
			defined[attr(e, "styleId")] = style
			return err
		})
	})
	styles := map[string]wordStyle{}
	for id, style := range defined {
		found := style.wordStyle
		for steps := 0; found == (wordStyle{}) && style.basedOn != "" && steps < 20; steps++ { // Word allows 11
			style = defined[style.basedOn]
			found = style.wordStyle
		}
		found.title = defined[id].title // a subtitle is based on the title
		styles[id] = found
	}
	return styles, err
}

func defineStyle(p *parser) (definedStyle, error) {
	var style definedStyle
	var inner func(e xml.StartElement) error
	inner = func(e xml.StartElement) error {
		value := attr(e, "val")
		switch e.Name.Local {
		case "name":
			style.contents = strings.HasPrefix(text.Fold(value), "toc ")
			if style.title = isTitleStyle(value); style.title {
				style.level = 1
			} else if level := headingLevel(value); level > 0 {
				style.level = level
			}
		case "basedOn":
			style.basedOn = value
		case "outlineLvl":
			style.level = outlineLevel(value)
		case "vanish", "strike", "dstrike":
			style.hidden = style.hidden || isOn(value)
		case "pPr", "rPr":
			return p.each(nil, inner)
		}
		return nil
	}
	return style, p.each(nil, inner)
}

// greek are the letters of Adobe's Symbol font from 0x41 (A) to 0x7a (z), by
// Unicode's mapping table for it (SYMBOL.TXT). A space has no letter.
const greek = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ"

// symbol is a character of a symbol font, or "" where it is a bullet or a
// picture. Such fonts lay their characters at U+F000, or at 0.
func symbol(font, char string) string {
	code, err := strconv.ParseUint(char, 16, 16)
	if err != nil {
		return ""
	}
	if code >= 0xf000 && code <= 0xf0ff {
		code -= 0xf000
	} else if code > 0xff {
		return string(rune(code))
	}
	if !strings.EqualFold(font, "Symbol") {
		return ""
	}
	switch letters := []rune(greek); {
	case code >= 'A' && int(code-'A') < len(letters):
		return string(letters[code-'A'])
	case code >= ' ' && code < 'A':
		return string(rune(code))
	case code == 0xb0 || code == 0xb1:
		return string(rune(code)) // the degree and the plus-minus sign
	case code == 0xb4:
		return "×"
	}
	return ""
}
