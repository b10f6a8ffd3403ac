# `make run` and `make test` are all a newcomer needs; both bring what is missing.
.PHONY: help run build test bench screens fmt lint clean distclean

help:
	@echo "make run     the demonstration museum on http://localhost:8080 (PORT=… for elsewhere)"
	@echo "make test    every test, with a private Postgres and a headless browser"
	@echo "make bench   the benchmarks, and the search at 10,000 passages (PASSAGES=100000 for more)"
	@echo "make screens the pages' pictures in docs/screens"
	@echo "make fmt lint clean distclean"

run: build
	@exec bin/cicerone demo

build:
	@tools/setup.sh go
	@CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o bin/cicerone ./cmd/cicerone

test: build
	@tools/setup.sh test
	@exec bin/cicerone localpg -- go test -race -timeout 40m ./...

PASSAGES ?= 10000
bench: build
	@bin/cicerone localpg -- go test -run '^$$' -bench . ./...
	@exec bin/cicerone bench --passages $(PASSAGES)

screens: build
	@tools/setup.sh test
	@exec bin/cicerone localpg -- go test -count 1 -run TestScreens ./cmd/cicerone -screens

fmt:
	@gofmt -l -w cmd internal migrations web

lint:
	@test -z "$$(gofmt -l cmd internal migrations web)" || (gofmt -d cmd internal migrations web; exit 1)
	@go vet ./...

clean:
	@rm -rf bin

# Root's database may be elsewhere: see internal/localpg/shelter.go.
distclean: clean
	@case "$$(readlink .cicerone/postgres)" in /var/lib/cicerone/*) rm -rf "$$(readlink .cicerone/postgres)";; esac
	@rm -rf .cicerone tools/browser/node_modules
