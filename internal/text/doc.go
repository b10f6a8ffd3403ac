// Package text knows how European languages are written: cleaning, folding,
// words, index terms, sentences, passages, and which language a text is in.
//
// It is pure, and linear in the length of what it reads. Offsets are rune
// offsets into cleaned text, so that they mean the same in Go, in Postgres and
// in the browser.
package text
