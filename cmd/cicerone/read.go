package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"cicerone/internal/config"
	"cicerone/internal/extract"
	"cicerone/internal/sandbox"
)

// readCmd is the child that reads curators' files; see internal/sandbox.
type readCmd struct {
	Cache string `help:"Folder that keeps what makes reading PDFs start fast."`
}

// Run reads the files that come on standard input until it ends.
func (c readCmd) Run() error {
	answers := os.Stdout
	os.Stdout = os.Stderr // lest a library's stray print pass for an answer
	if c.Cache != "" {
		extract.CachePDFium(c.Cache)
	}
	return sandbox.Serve(os.Stdin, answers)
}

// newReader makes the reader of files, with so many children at most.
func newReader(c config.Config, children int, log *slog.Logger) (*sandbox.Reader, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	if runtime.GOOS == "linux" {
		program = "/proc/self/exe" // this very program, even if another one has taken its place
	}
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return sandbox.New([]string{program, "read", "--cache", filepath.Join(data, "cache", "pdfium")}, children, log), nil
}
