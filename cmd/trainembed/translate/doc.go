// Package translate learns from parallel sentences which word stands for which
// in another language: IBM Model 1 (Brown and others, 1993), a few rounds of
// expectation and maximisation over all pairings of the words of a sentence.
//
// What is not here: the wordnets' translations, which package main beside it
// (cmd/trainembed/lexicon) joins with these.
package translate
