// Command trainembed learns the weights of the built-in embedding (package
// embed) from the open data that package corpus reads, and writes them with a
// report of what was learned from and how well questions find their passages.
//
// Two texts that belong together (a sentence and its translation, a concept in
// two languages, a question and its paragraph, a sentence and its surroundings)
// are drawn near each other and away from the other texts of their batch. All
// chance comes from the seed, and no sum depends on the order of threads: the
// same data on the same kind of machine make the same weights, to the last bit.
//
//	trainembed --data DIR               learn, write weights and report
//	trainembed --data DIR --measure     only measure the weights that are there
//
// It is not shipped to museums. The qa packs are for measuring alone.
package main
