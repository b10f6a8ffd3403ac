// Package site makes the visitor's pages: the museum, its rooms, its works, the
// notes that answers rest on, and the plain form through which a question can be
// asked without JavaScript; an answer that somebody was sent the link of; and what
// was asked in a visit, which the phone alone knows.
//
// Read Routes first; it is the contents page. Handlers read the collection
// through Collection, ask through AskFunc, and return errors; which status an
// error deserves is internal/server's business, which calls ErrorPage to show it.
// Templates, styles, scripts and words are in the web folder. There is no SQL,
// no search and no answering here; streaming answers is internal/api.
package site
