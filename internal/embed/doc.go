// Package embed holds the built-in embedding: text in, a unit vector out, with
// no server, no files and no state.
//
// Hashed is the first of its kind: words and character n-grams hashed into 256
// dimensions. It knows spelling, not meaning; a trained model takes its place
// in a space of its own. Clients for embedding servers are in internal/model.
package embed
