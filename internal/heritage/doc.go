// Package heritage reads collection records: files in which each line or row is
// one object, as catalogues export them. A record is a list of named fields;
// Note turns it into a guide.Note by the names that catalogues use (names.go).
//
// JSON Lines and CSV are read here, from hands that are not trusted: sizes and
// depths are bounded, and a broken record costs only itself. Single notes are in
// internal/extract.
package heritage
