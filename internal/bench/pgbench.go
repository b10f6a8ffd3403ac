package bench

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ReadLog reads how long each transaction took from what pgbench writes with
// --log: on each line the client, the transaction's number, and its microseconds.
func ReadLog(r io.Reader) ([]time.Duration, error) {
	var out []time.Duration
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 6 {
			return nil, fmt.Errorf("line %d of pgbench's log has %d fields", len(out)+1, len(fields))
		}
		us, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("line %d of pgbench's log: %w", len(out)+1, err)
		}
		out = append(out, time.Duration(us)*time.Microsecond)
	}
	return out, lines.Err()
}

// Timing is how long something took, asked again and again.
type Timing struct {
	N         int     `json:"n"`
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
	PerSecond float64 `json:"per_second"`
	CPU       float64 `json:"cpu_ms"` // of all processes that had a part in it, each time; 0: unknown
}

// Summarise tells of times that were taken within a while, and of the processor
// time used meanwhile.
func Summarise(took []time.Duration, within, cpu time.Duration) Timing {
	if len(took) == 0 {
		return Timing{}
	}
	slices.Sort(took)
	n := len(took)
	return Timing{N: n, P50: Milliseconds(took[n/2]), P99: Milliseconds(took[min(n-1, n*99/100)]),
		PerSecond: float64(n) / within.Seconds(), CPU: Milliseconds(cpu) / float64(n)}
}

// Milliseconds is a duration in milliseconds.
func Milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
