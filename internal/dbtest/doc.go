// Package dbtest gives tests a real Postgres: a database of their own, cloned
// from a migrated template in a tenth of a second, or a transaction that is
// rolled back.
//
// The server is the one in CICERONE_TEST_DATABASE_URL, which `make test` sets,
// or else a private one for this test process. A test that needs Postgres and
// cannot have it fails; it never skips.
package dbtest
