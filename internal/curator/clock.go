package curator

import "time"

// Moment is a time for <time datetime>, to the second.
func (*page) Moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Clock is the hour of a time, in UTC as it is stored. Scripts tell it in the
// reader's own zone.
func (*page) Clock(t time.Time) string { return t.UTC().Format("15:04 UTC") }
