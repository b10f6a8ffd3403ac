// Package localpg runs a private Postgres with pgvector for the commands and
// tests of one machine, so that nobody has to set a database up first.
//
// It looks for usable programs on the machine; on Debian and its relatives it
// otherwise makes a private copy of them out of the machine's own package
// archive, without touching what is installed; a C compiler alone is added
// where pgvector must be compiled and root may add it. The server listens on a
// Unix socket alone, belongs to the process that started it and ends with it. A
// Postgres of the system is never started, stopped or connected to.
//
// What is in the database is not known here: see migrations. Where a museum
// has a Postgres of its own, this package is not used at all.
package localpg
