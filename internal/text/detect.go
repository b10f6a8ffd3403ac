package text

import "github.com/abadojack/whatlanggo"

// Detect names the language of s by its two-letter code. Function words decide
// where they can, because questions are short; else the trigrams of whatlanggo.
// sure is false when neither had enough to go by and lang is a guess, or
// fallback.
func Detect(s, fallback string) (lang string, sure bool) {
	if lang, sure = voteByStopWords(s); sure {
		return lang, true
	}
	info := whatlanggo.Detect(s)
	if info.IsReliable() && info.Lang.Iso6391() != "" {
		return info.Lang.Iso6391(), true
	}
	if lang != "" {
		return lang, false
	}
	return fallback, false
}

// detectWords is how many words are looked at; more change nothing.
const detectWords = 400

// voteByStopWords gives each language a vote for each of its function words,
// shared among the languages that share the word, and one for each letter that
// only it writes. The winner is sure when it leads by a vote or twice over.
func voteByStopWords(s string) (winner string, sure bool) {
	votes := map[string]float64{}
	for _, w := range Words(s[:byteOffset(s, detectWords*8)]) {
		var holders []string
		for _, lang := range Languages {
			if stopWords[lang][w.Text] {
				holders = append(holders, lang)
			}
		}
		for _, lang := range holders {
			votes[lang] += 1 / float64(len(holders))
		}
	}
	for _, r := range s[:byteOffset(s, detectWords*8)] {
		if lang := ownLetters[r]; lang != "" {
			votes[lang]++
		}
	}
	var first, second float64
	for _, lang := range Languages {
		switch v := votes[lang]; {
		case v > first:
			winner, first, second = lang, v, first
		case v > second:
			second = v
		}
	}
	return winner, first >= 1 && (first >= second+1 || first >= 2*second)
}

// ownLetters are written by one of the six languages only, or next to only.
var ownLetters = map[rune]string{
	'ã': "pt", 'õ': "pt", 'Ã': "pt", 'Õ': "pt", 'ñ': "es", 'Ñ': "es", '¿': "es", '¡': "es",
	'ß': "de", 'ä': "de", 'Ä': "de", 'ö': "de", 'Ö': "de", 'ü': "de", 'Ü': "de", 'œ': "fr", 'ë': "fr", 'û': "fr", 'î': "fr", 'ù': "it", 'ì': "it", 'ò': "it",
}
