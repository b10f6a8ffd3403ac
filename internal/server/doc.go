// Package server assembles what the other packages offer into one HTTP server:
// the middleware every request goes through, the one place where errors become
// statuses, the addresses that operators watch, and a start and end that cut no
// answer short.
//
// New is the contents page; its list of middleware reads from the outside in.
// What visitors and programs are answered is in internal/site and internal/api;
// no page and no route of theirs is defined here.
package server
