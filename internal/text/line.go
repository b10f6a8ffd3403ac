package text

import "strings"

// OneLine is s with every run of white space made one space, and none around it.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
