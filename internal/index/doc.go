// Package index finds passages by their words: it keeps every live passage of a
// museum as a sequence of terms in memory, and scores all of them for a question
// in a millisecond or so.
//
// An Index never changes. With gives a new one that shares what has not changed,
// so searches need no lock, and a search inside a transaction may look at an
// index of its own that nobody else sees. What is live, and for whom, is
// Postgres's to say: internal/postgres keeps an index abreast of the tables, and
// asks the tables again about every passage that the index proposes.
//
// It is pure: no IO and no clock. docs/search.md tells how and why it scores.
package index
