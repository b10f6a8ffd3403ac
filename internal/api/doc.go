// Package api is Cicerone for programs, the visitor's page among them: JSON and
// server-sent events under /api.
//
// Routes is the contents page and openapi.json the manual; a test holds the two
// together. A question goes through request.go on its way in, and comes out of
// answer.go (whole) or stream.go (as it grows). Handlers return errors; which
// status an error deserves is internal/server's business, which calls WriteError
// to put it in this package's form. There is no answering here, no search and no
// SQL.
package api
