// Package throttle makes guessing slow: whoever has failed too often, from one
// address or at one account, has to wait.
//
// Failures are counted in memory, not in Postgres: one process serves a museum,
// so it sees every attempt; a guesser costs the database nothing; and a restart,
// which forgets the counts, gives back ten guesses at a password of twelve
// characters or more. Two servers side by side would each allow as many.
//
// Whether an attempt has failed, and what to say to whoever waits, is the
// caller's.
package throttle
