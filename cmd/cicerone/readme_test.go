package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"cicerone/internal/config"
)

// TestReadmeListsEverySetting holds the README's table to the code.
func TestReadmeListsEverySetting(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	table := settingsTable(t)
	if !strings.Contains(string(readme), table) {
		t.Errorf("the README's settings are not the code's; the table is:\n%s", table)
	}
	if n := strings.Count(string(readme), "\n"); n > 150 {
		t.Errorf("the README has %d lines, 150 at most", n)
	}
}

func settingsTable(t *testing.T) string {
	t.Helper()
	var c struct{ config.Config }
	parser, err := kong.New(&c, kong.DefaultEnvars("CICERONE"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range parser.Model.Flags {
		if f.Name == "help" {
			continue
		}
		value := ""
		if f.HasDefault {
			value = "`" + f.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.Envs[0], value, f.Help)
	}
	return b.String()
}
