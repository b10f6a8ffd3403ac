// Package lexicon knows what a word of a question may stand as in a text of
// another language, or of its own: Tür may stand as porta, London as londres.
//
// The table is in lexicon.bin, embedded in the program and searched where it
// lies; cmd/trainembed/lexicon compiles it, byte for byte the same, from the
// open wordnets and from word translations learned from parallel sentences.
// NOTICE, at the root, names the sources and their licences.
//
// Beside it stand the words of museums, given names, kinds of things and irregular
// forms in words/*.txt, written for this project (words.go), and the numbers of
// centuries (century.go).
//
// Words come folded and whole. What is not in the table is looked up by its
// base forms (inflect.go), German compounds by their parts (compound.go), and
// what is left by how it would be spelt there (kin.go).
//
// What is not here: how much a sense counts in a search, and function words,
// which have no senses.
package lexicon
