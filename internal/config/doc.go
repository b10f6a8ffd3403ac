// Package config holds every setting of Cicerone in one struct, read from
// CICERONE_* variables and from flags of the same names, and checked all at
// once.
//
// It reads no files and keeps no state. Parsing is kong's work, in cmd.
package config
