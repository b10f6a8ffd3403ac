// Package quotetest is a small museum for the tests of quote and cite: notes on
// well-known works in Portuguese museums, in Portuguese and English, a note on
// the visit and six catalogue records, with a search just good enough to stand in
// for the real one. Nothing outside tests uses it.
package quotetest
