// Package quote answers a question in the curators' own words: it picks up to
// three sentences from the passages a search found and cites each. It is what
// Cicerone says when no language model is configured, when the model fails, and
// when nothing a model wrote survives the check, so it needs no model itself.
//
// A sentence is chosen for the rare words it shares with the question, for being
// the kind of sentence the question asks for (a date for "when", a name for
// "who"), and for the passage it stands in. What is shown is the curators'
// sentence to the letter. Two things may be added around it and never inside:
// the work's title in front, when the sentence would otherwise dangle
// ("O Desterrado: Um jovem nu está sentado…"), and a full stop after a line
// that has none. Citation.Sentence carries neither.
//
// Searching, and deciding whether the collection speaks of what was asked at
// all, happen before this package; checking a model's sentences is package cite.
package quote
