#!/bin/sh
# Brings what make needs and says what it brings.
#   setup.sh go     is there a Go that can build Cicerone?
#   setup.sh test   what the tests use beyond Go: gcc (for -race), Tesseract, Node and Chromium
# (Postgres and pgvector are internal/localpg's work.)
set -eu
cd "$(dirname "$0")/.."

have() { command -v "$1" >/dev/null 2>&1; }

# install PACKAGE… installs Debian packages, as root or through sudo.
install() {
	if ! have apt-get; then
		echo "Please install: $*" >&2
		exit 1
	fi
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	if [ -n "$as_root" ] && ! have sudo; then
		echo "Please install, as root: apt-get install $*" >&2
		exit 1
	fi
	echo "Installing $* …"
	export DEBIAN_FRONTEND=noninteractive
	wait="-o DPkg::Lock::Timeout=300"
	# Stale lists name packages that are gone: read them again and try once more.
	# shellcheck disable=SC2086
	$as_root apt-get install -y -q --no-install-recommends $wait "$@" >/dev/null 2>&1 ||
		{ $as_root apt-get update -q $wait >/dev/null &&
			$as_root apt-get install -y -q --no-install-recommends $wait "$@" >/dev/null; }
}

check_go() {
	have go || { echo "Cicerone needs Go 1.26 or newer: https://go.dev/doc/install" >&2; exit 1; }
	case "$(go env GOVERSION)" in
	go1.2[6-9]* | go1.[3-9][0-9]* | go[2-9]*) ;;
	*) echo "Cicerone needs Go 1.26 or newer; this is $(go env GOVERSION)." >&2; exit 1 ;;
	esac
}

check_go
[ "${1:-}" = test ] || exit 0

have gcc || install gcc libc6-dev
have tesseract && tesseract --list-langs 2>/dev/null | grep -qx por || install tesseract-ocr tesseract-ocr-por tesseract-ocr-eng
[ -n "${CHROMIUM:-}" ] || have chromium || install chromium
{ have node && have npm && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]; } || install nodejs npm

cd tools/browser
if ! cmp -s package-lock.json node_modules/.cicerone-lock 2>/dev/null; then
	echo "Installing the browser tests' packages …"
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	cp package-lock.json node_modules/.cicerone-lock
fi
