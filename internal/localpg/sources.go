package localpg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// aptSource is one entry of apt's configuration, in either of its formats.
type aptSource struct {
	types, uris, suites, components []string
	signedBy                        string // a file, or empty
	off                             bool
}

// debianMirror returns the entry of the machine's apt configuration in folder
// for Debian itself: whom it is signed by tells it from other archives that
// serve Debian, and its suite from the security archive.
func debianMirror(folder string) (aptSource, error) {
	files := []string{filepath.Join(folder, "sources.list")}
	for _, pattern := range []string{"*.sources", "*.list"} {
		found, _ := filepath.Glob(filepath.Join(folder, "sources.list.d", pattern))
		files = append(files, found...)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // apt ignores what it cannot read, too
		}
		parse := parseSources
		if strings.HasSuffix(file, ".list") {
			parse = parseList
		}
		for _, s := range parse(string(text)) {
			if s.isDebian() {
				return s, nil
			}
		}
	}
	return aptSource{}, errors.New("apt's configuration names no Debian mirror")
}

func (s aptSource) isDebian() bool {
	security := func(what string) bool { return strings.Contains(what, "security") }
	official := s.signedBy == "" || strings.HasPrefix(filepath.Base(s.signedBy), "debian-archive-")
	return !s.off && official && slices.Contains(s.types, "deb") && slices.Contains(s.components, "main") &&
		len(s.uris) > 0 && !strings.HasPrefix(s.uris[0], "cdrom:") && !security(s.uris[0]) && !slices.ContainsFunc(s.suites, security)
}

// sourceEntry writes the entry for the source packages of another suite.
func (s aptSource) sourceEntry(suite string) string {
	entry := fmt.Sprintf("Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\n", s.uris[0], suite)
	if s.signedBy != "" {
		entry += "Signed-By: " + s.signedBy + "\n"
	}
	return entry
}

// parseSources reads the format of *.sources: paragraphs of "Field: value",
// where a value goes on in lines that begin with a blank.
func parseSources(text string) []aptSource {
	var found []aptSource
	fields := map[string]string{}
	last := ""
	finish := func() {
		if len(fields) > 0 {
			found = append(found, aptSource{
				types: strings.Fields(fields["types"]), uris: strings.Fields(fields["uris"]),
				suites: strings.Fields(fields["suites"]), components: strings.Fields(fields["components"]),
				signedBy: fields["signed-by"], off: fields["enabled"] == "no"})
		}
		fields, last = map[string]string{}, ""
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		switch name, value, ok := strings.Cut(line, ":"); {
		case line == "":
			finish()
		case line[0] == '#':
		case line[0] == ' ' || line[0] == '\t':
			fields[last] += line
		case ok:
			last = strings.ToLower(name)
			fields[last] = strings.TrimSpace(value)
		}
	}
	finish()
	return found
}

// parseList reads the format of *.list: "deb [option=value …] URI suite
// component …", an entry a line.
func parseList(text string) []aptSource {
	var found []aptSource
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		s := aptSource{types: []string{kind}}
		if strings.HasPrefix(rest, "[") {
			options, after, _ := strings.Cut(rest[1:], "]")
			rest = after
			for option := range strings.FieldsSeq(options) {
				if file, ok := strings.CutPrefix(option, "signed-by="); ok {
					s.signedBy = file
				}
			}
		}
		fields := strings.Fields(rest)
		if len(fields) < 2 {
			continue
		}
		s.uris, s.suites, s.components = fields[:1], fields[1:2], fields[2:]
		found = append(found, s)
	}
	return found
}
