package extract

import (
	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// plain reads a text file. Its headings are unknown.
func plain(data []byte) (guide.Note, error) {
	s, encoding, err := writing(data)
	return guide.Note{Text: text.Clean(s), Encoding: encoding}, err
}

// writing decodes a file that is text already, and names its encoding.
func writing(data []byte) (s, encoding string, err error) {
	if len(data) > 2*maxText { // in UTF-16 a letter has two bytes
		return "", "", errTooLong()
	}
	s, encoding, err = UTF8(data)
	if len(s) > maxText {
		return "", "", errTooLong()
	}
	return s, encoding, err
}
