// Package migrations holds the schema as forward-only SQL files and applies
// them. River's own tables are brought up in the same breath.
//
// Nothing here reads or writes the nouns themselves; that is internal/postgres.
package migrations
