// Package web holds what is sent to browsers: templates, style sheets, scripts,
// typefaces, icons and the words of the pages. All of it is compiled into the
// program.
//
// Pages are filled in by internal/site; nothing here knows what a museum is.
package web
