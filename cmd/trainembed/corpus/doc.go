// Package corpus reads the open data that the lexicon and the embedding are
// learned from: a folder with train/ and museum/ in it, each pack beside a
// SOURCE.json with its origin and licence. NOTICE, at the root, lists them.
//
// Readers stream, in the order of the files, so that what is learned from them
// is the same from run to run. A line that is not as expected is an error.
//
// What is not here: the qa packs, which are for measuring and are never learned
// from; and texts whose licence is not stated (see Parallel and Pairs).
package corpus
