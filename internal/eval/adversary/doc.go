// Package adversary is a language model that lies. From real passages it writes
// answers of which every sentence is known to be true or false: it invents
// numbers, dates, names and citations, takes them from another sentence or
// another work, says the opposite, swaps who did what to whom, joins a true half
// to a false one, writes HTML, repeats its prompt, changes the language and does
// not stop. Its true sentences are as varied: quoted, shortened, joined,
// reworded, translated. Grade counts which of them a check lets through.
//
// It speaks the protocol of real model servers (Server), so that what is
// measured is what a visitor would get. Everything is settled by a seed.
//
// What is not here: the check itself (package cite), and any judgement of how
// well a real model writes.
package adversary
