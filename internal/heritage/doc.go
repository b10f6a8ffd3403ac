// Package heritage reads collection records: files in which each line or row is
// one object, as catalogues export them. A record is a list of named fields;
// Note turns it into a guide.Note by the names that catalogues use.
//
// JSON Lines and CSV are read here; single notes are in internal/extract.
package heritage
