// Package embed holds the built-in embedding: text in, a unit vector out, with
// no server, no files and no state. Texts of Portuguese, English, Spanish,
// French, Italian and German that mean alike lie near each other, whichever of
// the languages they are in.
//
// A text's vector is the weighted sum of its words' vectors. A word of the
// vocabulary has a row of its own; any other is the sum of its parts, the
// letters it begins with and its runs of three to five letters, hashed into
// buckets. The order of words is not seen. Rows are of four bits a dimension,
// and vector weight and rarity of a word are both in its row's scale.
//
// cmd/trainembed learns the weights, model.bin, and docs/eval/embedding.md says
// from what and how well they do. Clients for embedding servers are in
// internal/model.
package embed
