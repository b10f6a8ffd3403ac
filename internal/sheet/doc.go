// Package sheet writes a museum's objects and rooms as tables that spreadsheet
// programs open, and reads such tables back: what a person changed in them, and
// what is wrong, by row. It keeps nothing and decides nothing; see
// internal/curator for the pages and internal/postgres for what is written.
//
// Tables are CSV as RFC 4180 has it. Each row is one object or room, and each
// label one column for each language of the museum: title_pt, title_en. A
// column that is not there changes nothing.
package sheet
