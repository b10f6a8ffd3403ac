// Package extract turns the bytes of one curator's file into text with its
// headings and the facts the file states of itself.
//
// Every reader here is fed by strangers: sizes, depths and times are bounded,
// and a file that cannot be read ends in an InvalidError whose words a curator
// can act on. Files of many records are internal/heritage's.
package extract
