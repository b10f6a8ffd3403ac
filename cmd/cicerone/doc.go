// Command cicerone is a museum guide that answers from the museum's own notes:
// the server, the ingest job and the tools of whoever runs them.
//
// This package only wires: it knows every adapter and hands each to those who
// need it. What a command does is in the file of its name.
package main
