// Package curator makes the back office: the pages on which the museum's people
// sign in, see how their documents stand, read what the guide made of each, and
// publish or withdraw it.
//
// Read routes in office.go first; it is the contents page, and says the least
// role each address asks for. Handlers read and write through the small
// interfaces of store.go and return errors; which status an error deserves is
// internal/server's business, which also refuses what other sites make a browser
// send, and calls ErrorPage to show an error. Templates, styles, scripts and
// words are in the web folder, under curator. There is no SQL here, and nothing
// for visitors.
package curator
