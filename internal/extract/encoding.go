package extract

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"cicerone/internal/guide"
)

// UTF8 decodes a text file of unknown encoding and names the encoding it took
// it for. A byte-order mark decides; else valid UTF-8 is UTF-8, and so is what
// is UTF-8 but for a few damaged bytes; else every second byte NUL is UTF-16;
// else it is windows-1252, in which old Portuguese files are. What holds other
// NULs or many control characters is no text.
func UTF8(data []byte) (text, name string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		text, name = string(bytes.ToValidUTF8(data[3:], []byte("\uFFFD"))), "UTF-8"
	case bytes.HasPrefix(data, []byte("\xff\xfe")), everySecondNUL(data, 1):
		text, name, err = decode(data, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "UTF-16 LE")
	case bytes.HasPrefix(data, []byte("\xfe\xff")), everySecondNUL(data, 0):
		text, name, err = decode(data, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "UTF-16 BE")
	case mostlyUTF8(data):
		text, name = string(bytes.ToValidUTF8(data, []byte("\uFFFD"))), "UTF-8"
	default:
		text, name, err = decode(data, charmap.Windows1252, "windows-1252")
	}
	if err != nil {
		return "", "", err
	}
	if isBinary(text) {
		return "", "", guide.Invalidf("file", "this is not a text file")
	}
	return text, name, nil
}

func decode(data []byte, from encoding.Encoding, name string) (string, string, error) {
	out, err := from.NewDecoder().Bytes(data)
	if err != nil {
		return "", "", guide.Invalidf("file", "it looks like %s but cannot be read as such: %v", name, err)
	}
	return string(out), name, nil
}

// everySecondNUL reports whether most bytes at odd (1) or even (0) places of the
// start are NUL, as Western text in UTF-16 has them.
func everySecondNUL(data []byte, place int) bool {
	head := data[:min(len(data), 1000)]
	nul := 0
	for i := place; i < len(head); i += 2 {
		if head[i] == 0 {
			nul++
		}
	}
	return len(head) >= 4 && nul*10 >= len(head)/2*7
}

// mostlyUTF8 reports whether data is valid UTF-8, or has more letters beyond
// ASCII that are than bytes that are not. In windows-1252 such letters stand
// alone, which is nearly never valid.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case size > 1:
			good++
		case r == utf8.RuneError:
			bad++
		}
		data = data[size:]
	}
	return bad == 0 || good > bad
}

// isBinary reports whether s holds a NUL, or control characters, a stray one
// aside, more often than once in a hundred characters. Which they are is the
// WHATWG's to say, as "binary data bytes" in its MIME Sniffing standard; the
// vertical tab is left to word processors.
func isBinary(s string) bool {
	controls := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == 0:
			return true
		case c < ' ' && (c < '\t' || c > '\r') && c != 0x1b:
			controls++
		}
	}
	return controls > 1+utf8.RuneCountInString(s)/100
}
