// Package ask is the visitor's question from start to end: parse, rewrite, pinned,
// embed, search, gate, prompt, answer, check, save. Guide.Ask reads in that
// order, and each stage has a file of its own.
//
// It knows no transport: who asks receives events through a function. It knows
// no adapter either: the database and the model come in through the small
// interfaces below. Whatever fails, the visitor gets the best that is left (the
// curators' own sentences instead of a model's, or an honest "our notes don't
// say"), and the turn records what was missing.
package ask
