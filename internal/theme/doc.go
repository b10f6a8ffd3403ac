// Package theme makes the guide look like its museum: from a few colours and a
// choice of type it writes a style sheet, and says which colours could not be
// read. The house's own colours are read off web/static/css/visitor.css, so that
// there is one place for them.
package theme
