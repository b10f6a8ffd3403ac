package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Processor time tells more than the clock on a machine that others use too.
// Everything here is 0 where the system does not tell, and for a Postgres on
// another machine.

// ownCPU is this program's.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// clockTick is what /proc counts in; USER_HZ is 100 on all that Linux runs on.
const clockTick = 10 * time.Millisecond

// processorTime is that of processes which run, by Linux's /proc.
func processorTime(pids []int) (all time.Duration) {
	for _, pid := range pids {
		all += statTime(pid, 13)
	}
	return all
}

// endedBackendsCPU is that of all backends which a postmaster has seen end.
func endedBackendsCPU(postmaster int) time.Duration { return statTime(postmaster, 15) }

// statTime adds up two neighbouring fields of a process, user and system time,
// counted from 0; see proc(5).
func statTime(pid, field int) time.Duration {
	fields := statFields(pid)
	if len(fields) <= field+1 {
		return 0
	}
	user, userErr := strconv.Atoi(fields[field])
	system, systemErr := strconv.Atoi(fields[field+1])
	if userErr != nil || systemErr != nil {
		return 0
	}
	return time.Duration(user+system) * clockTick
}

func statFields(pid int) []string {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil || pid == 0 {
		return nil
	}
	// The second field is a name in brackets, which may hold anything.
	end := strings.LastIndexByte(string(data), ')')
	return append([]string{"", ""}, strings.Fields(string(data[end+1:]))...)
}

// postmaster is the parent of the scratch database's backends.
func (b *benching) postmaster(ctx context.Context) int {
	_, pids, err := b.house.store.Server(ctx)
	if err != nil || len(pids) == 0 {
		return 0
	}
	if fields := statFields(pids[0]); len(fields) > 3 {
		parent, _ := strconv.Atoi(fields[3]) // 0 on error, and unknown
		return parent
	}
	return 0
}

// resident is how much memory this program takes, in bytes.
func resident() int64 {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(data))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64) // 0 on error
	return pages * int64(os.Getpagesize())
}
