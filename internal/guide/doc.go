// Package guide holds the nouns of Cicerone: museum, object, room, document,
// revision, passage, question, turn, citation, and the errors that every other
// room of the house agrees on.
//
// It is the bottom of the dependency graph: it imports nothing but the standard
// library and everything else imports it. There is no behaviour here beyond what
// a value can say of itself; reading, searching and answering live elsewhere.
package guide
