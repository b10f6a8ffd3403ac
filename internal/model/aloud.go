package model

import "strings"

// What models that think put around it, where their server does not part it from
// the answer itself: Qwen3 and DeepSeek's under Ollama, or under vLLM without a
// reasoning parser.
const (
	thoughtBegins = "<think>"
	thoughtEnds   = "</think>"
)

// aloud drops what a model thinks aloud before it answers. Visitors are to read
// its answer, and the wait for the first word is the wait for that.
type aloud struct {
	at   int    // begins, thinks, answers
	held string // what may yet be a mark
}

const (
	begins = iota
	thinks
	thought // and has said nothing since
	answers
)

// drop takes the next text of a stream and returns what of it, and of what was
// held back before, belongs to the answer.
func (a *aloud) drop(text string) string {
	if a.at == begins {
		a.held += text
		head := strings.TrimLeft(a.held, " \t\n")
		rest, marked := strings.CutPrefix(head, thoughtBegins)
		switch {
		case marked:
			a.at, a.held, text = thinks, "", rest
		case strings.HasPrefix(thoughtBegins, head):
			return ""
		default:
			text, a.held, a.at = a.held, "", answers
		}
	}
	if a.at == thinks {
		all := a.held + text
		_, rest, ended := strings.Cut(all, thoughtEnds)
		if !ended {
			a.held = all[max(0, len(all)-len(thoughtEnds)+1):]
			return ""
		}
		a.at, a.held, text = thought, "", rest
	}
	if a.at == thought {
		if text = strings.TrimLeft(text, " \t\n"); text != "" {
			a.at = answers
		}
	}
	return text
}

// rest is what is still held back of an answer that has ended.
func (a *aloud) rest() string {
	if a.at != begins {
		return ""
	}
	return a.held
}
