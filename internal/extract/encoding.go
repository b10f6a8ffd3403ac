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
// it for. A byte-order mark decides; else valid UTF-8 is UTF-8; else every
// second byte NUL is UTF-16; else it is windows-1252, in which old Portuguese
// files are. Other NUL bytes mean that this is no text.
func UTF8(data []byte) (text, name string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return string(bytes.ToValidUTF8(data[3:], []byte("�"))), "UTF-8", nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")), everySecondNUL(data, 1):
		return decode(data, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "UTF-16 LE")
	case bytes.HasPrefix(data, []byte("\xfe\xff")), everySecondNUL(data, 0):
		return decode(data, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "UTF-16 BE")
	case bytes.IndexByte(data, 0) >= 0:
		return "", "", guide.Invalidf("file", "this is not a text file")
	case utf8.Valid(data):
		return string(data), "UTF-8", nil
	default:
		return decode(data, charmap.Windows1252, "windows-1252")
	}
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
