// Command lexicon compiles internal/lexicon/lexicon.bin:
//
//	go run ./cmd/trainembed/lexicon -data ../shared/data -out internal/lexicon/lexicon.bin
//
// Two sources are joined, the better weight of a sense winning: the open
// wordnets (wordnet.go) and translations learned from parallel sentences
// (package translate). The same data makes the same bytes; it takes a minute and
// a half and 1.5 GB of memory.
//
// Tried and left out, since they found no more: translating by way of English
// where there is no sense, and doubting translations that do not hold the other
// way round.
package main
