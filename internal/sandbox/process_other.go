//go:build !linux

package sandbox

import "syscall"

// attributes start a child in a group of its own, so that it and what it starts
// can be killed together and a terminal's Ctrl-C reaches only us.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// resident is not known here: Serve's own memory limit is all there is.
func resident(int) int64 { return 0 }

func wall() error { return nil }
