// Package bench holds what `cicerone bench` needs beside the house that it
// measures: notes that nobody wrote, questions taken from them, the reading of
// pgbench's log, and the report.
//
// It is pure: the same seed gives the same notes. Who makes a database, fills it
// and asks is cmd/cicerone.
package bench
