// Package retention removes what has been kept for as long as it may be: what
// visitors asked, for as long as their museum says; sessions that have expired;
// invitations that can no longer be used.
//
// What is counted of the questions outlives them, without a word of theirs; see
// postgres.Store.PurgeTurns. When it is done, by a person or once a day, is for
// cmd/cicerone to say.
package retention
