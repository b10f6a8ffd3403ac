// Package sandbox reads curators' files in child processes, so that a file that
// hangs a reader, eats memory or makes it crash costs a child and not the
// server.
//
// A child is this same program, started to run Serve. It reads one file after
// another, because some readers are slow to start; whatever it answers is
// checked before it is believed. How a file becomes text is internal/extract's.
package sandbox
