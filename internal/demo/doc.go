// Package demo is the demonstration collection: Galeria Cicerone, a virtual
// museum of eighty works and objects from Portuguese museums, with notes in
// Portuguese and English, in ten rooms that make a visit. Its pages and rooms
// speak six languages.
//
// It only holds the files; internal/ingest reads them as it reads any others.
package demo
