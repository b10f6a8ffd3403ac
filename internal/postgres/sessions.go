package postgres

import "github.com/alexedwards/scs/pgxstore"

// Sessions keeps the back office's sessions in the table sessions. Every five
// minutes, for as long as the program runs, it removes those that have expired.
func (s *Store) Sessions() *pgxstore.PostgresStore { return pgxstore.New(s.pool) }
