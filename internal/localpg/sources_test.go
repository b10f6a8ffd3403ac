package localpg

import (
	"os"
	"path/filepath"
	"testing"
)

func TestDebianMirror(t *testing.T) {
	const key = "/usr/share/keyrings/debian-archive-keyring.gpg"
	security := "Types: deb\nURIs: http://m.example/debian-security\nSuites: bookworm-security\nComponents: main\n"
	for name, c := range map[string]struct{ file, text, want string }{
		"paragraphs": {"sources.list.d/debian.sources",
			security + "\n# a comment: here\nTypes: deb deb-src\n# another\nURIs: http://m.example/debian\nSuites: bookworm\n bookworm-updates\nComponents: main\nSigned-By: " + key + "\n",
			"Types: deb-src\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\nSigned-By: " + key + "\n"},
		"lines": {"sources.list",
			"# deb http://no.example/debian x main\ndeb cdrom:[Debian 12]/ bookworm main\ndeb http://m.example/debian-security bookworm-security main\n" +
				"deb-src http://s.example/debian bookworm main\n\tdeb http://m.example/debian bookworm main contrib # ours\n",
			"Types: deb-src\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\n"},
		"a line with options": {"sources.list.d/x.list",
			"deb [ arch=amd64 signed-by=" + key + " ] http://m.example/debian bookworm main\n",
			"Types: deb-src\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\nSigned-By: " + key + "\n"},
		"somebody else's": {"sources.list.d/x.list",
			"deb [signed-by=/usr/share/keyrings/else.gpg] http://else.example/debian bookworm main\n", ""},
		"turned off":     {"sources.list.d/x.sources", "Enabled: no\nTypes: deb\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: main\n", ""},
		"only security":  {"sources.list.d/x.sources", security, ""},
		"another ending": {"sources.list.d/x.disabled", "deb http://m.example/debian bookworm main\n", ""},
		"broken":         {"sources.list", "deb\ndeb [\ndeb [x]\n:\n", ""},
	} {
		folder := t.TempDir()
		write(t, filepath.Join(folder, c.file), c.text)
		got := ""
		if mirror, err := debianMirror(folder); err == nil {
			got = mirror.sourceEntry("trixie")
		}
		if got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
