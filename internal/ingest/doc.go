// Package ingest is the curator's note from start to end: files are stored and
// registered (Add), then jobs read, cut, embed and publish them (Prepare).
//
// Every step may be repeated. What a killed process leaves behind is a revision
// in state stored; whoever runs next takes it up, and a revision that two
// workers prepare is written once. How bytes become text is internal/extract's
// and internal/heritage's; the rows are internal/postgres's.
package ingest
