package main

import (
	"flag"
	"fmt"
	"os"

	"cicerone/cmd/trainembed/corpus"
)

func main() {
	data := flag.String("data", "../shared/data", "folder with train/ and museum/")
	out := flag.String("out", "internal/lexicon/lexicon.bin", "file to write")
	flag.Parse()
	if err := run(*data, *out); err != nil {
		fmt.Fprintln(os.Stderr, "lexicon:", err)
		os.Exit(1)
	}
}

func run(data, out string) error {
	compiled, err := compile(corpus.Data(data))
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, compiled, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes\n", out, len(compiled))
	return nil
}
