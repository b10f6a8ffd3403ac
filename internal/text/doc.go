// Package text knows how European languages are written: cleaning, folding,
// words, index terms, sentences, passages, and which language a text is in.
//
// Every function is pure and linear in what it reads, however odd that is.
// Offsets are rune offsets into cleaned text (Clean is what every reader applies
// first), so that they mean the same in Go, in Postgres and in the browser.
//
// The words of six languages are known (Portuguese, English, Spanish, French,
// Italian, German); what is done for any other is reasonable but untried.
//
// What is not here: scoring words (package rank), comparing a sentence with its
// sources (package cite), and reading files (package extract).
package text
