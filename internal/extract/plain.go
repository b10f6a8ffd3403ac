package extract

import (
	"cicerone/internal/guide"
	"cicerone/internal/text"
)

// plain reads a text file. Its headings are unknown.
func plain(data []byte) (guide.Note, error) {
	s, _, err := UTF8(data)
	if err != nil {
		return guide.Note{}, err
	}
	return guide.Note{Text: text.Clean(s)}, nil
}
