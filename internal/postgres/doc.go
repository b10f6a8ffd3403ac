// Package postgres holds every SQL statement of Cicerone, one file a noun, and
// the searches as .sql files beside them.
//
// Store is the one way in. It knows nothing of HTTP, jobs or models: callers
// hand it finished values and get finished values back. Missing rows are
// guide.ErrNotFound, a database that does not answer is guide.ErrUnavailable.
package postgres
