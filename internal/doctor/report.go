package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// State says how bad a finding is.
type State string

const (
	Well    State = "well"
	Warning State = "warning" // visitors are answered, though not as well as could be
	Failure State = "failure" // something that was set up does not work
)

// Finding is what one look has shown.
type Finding struct {
	Part  string `json:"part"` // what was looked at: "database", "model"
	State State  `json:"state"`
	Found string `json:"found"`        // in a sentence
	Do    string `json:"do,omitempty"` // what mends it; empty when nothing has to be done
}

// Report is all that was found, in the order in which it was looked at.
type Report []Finding

func (r *Report) well(part, format string, args ...any) {
	*r = append(*r, Finding{part, Well, fmt.Sprintf(format, args...), ""})
}

func (r *Report) warn(part, do, format string, args ...any) {
	*r = append(*r, Finding{part, Warning, fmt.Sprintf(format, args...), do})
}

func (r *Report) fail(part, do, format string, args ...any) {
	*r = append(*r, Finding{part, Failure, fmt.Sprintf(format, args...), do})
}

// Failed reports whether anything that was set up does not work.
func (r Report) Failed() bool {
	return slices.ContainsFunc(r, func(f Finding) bool { return f.State == Failure })
}

// JSON writes the findings for programs.
func (r Report) JSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(struct {
		Well     bool   `json:"well"`
		Findings Report `json:"findings"`
	}{!r.Failed(), r})
}

var marks = map[State]string{Well: "ok  ", Warning: "look", Failure: "BAD "}

// Text writes the findings for people.
func (r Report) Text(w io.Writer) error {
	part := ""
	for _, f := range r {
		if f.Part != part {
			part = f.Part
			if _, err := fmt.Fprintf(w, "%s\n", part); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(w, "  %s  %s\n", marks[f.State], f.Found); err != nil {
			return err
		}
		if f.Do != "" {
			if _, err := fmt.Fprintf(w, "        → %s\n", f.Do); err != nil {
				return err
			}
		}
	}
	return nil
}
