package localpg

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// attributes start a process in a group of its own, so that a terminal's
// Ctrl-C reaches only us, as another user when credential is not nil, and have
// the kernel send it a signal when the thread that started it ends.
func attributes(credential *syscall.Credential, whenWeEnd syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: credential, Pdeathsig: whenWeEnd}
}

// isServer reports whether a process is the Postgres of a cluster, which it
// has as its working folder.
func isServer(pid int, cluster string) bool {
	at, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	want, err := filepath.EvalSymlinks(cluster)
	return err == nil && at == want
}
