//go:build !linux

package localpg

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// attributes start a process in a group of its own, so that a terminal's
// Ctrl-C reaches only us, and as another user when credential is not nil. There
// is no signal when we end: a server left behind is stopped by the next Start.
func attributes(credential *syscall.Credential, _ syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: credential}
}

// isServer reports whether a process is the Postgres of a cluster, which it
// was given as an argument.
func isServer(pid int, cluster string) bool {
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(out), "postgres") && strings.Contains(string(out), "-D "+cluster+" ")
}
