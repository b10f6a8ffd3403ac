// Package inbox takes files out of requests as they come: never a whole file,
// let alone a whole form, in memory. Who may send them, and what becomes of them,
// is decided elsewhere.
package inbox
