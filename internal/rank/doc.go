// Package rank holds the arithmetic of search: BM25 term weights and their
// levels, rarity, and the fusion of the lexical and the vector scores.
//
// It is pure: no IO, no clock, no map iteration that could change an order.
// Finding the candidates is internal/postgres's work.
package rank
