package sandbox

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// attributes start a child in a group of its own, so that it and what it starts
// can be killed together and a terminal's Ctrl-C reaches only us, and have the
// kernel kill it when the thread that started it ends.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// resident is how much memory a process holds, in bytes; 0 when it is gone.
func resident(pid int) int64 {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid)) // in pages: total, resident, … (proc(5))
	fields := bytes.Fields(statm)
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(string(fields[1]), 10, 64)
	return pages * int64(os.Getpagesize())
}

// wall has the kernel refuse this process, and each that it starts, data beyond
// twice its memory: the parent looks only now and then. The factor leaves room
// for memory that is reserved and never touched.
func wall() error {
	return syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: 2 * maxMemory, Max: 2 * maxMemory})
}
