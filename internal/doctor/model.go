package doctor

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"cicerone/internal/guide"
	"cicerone/internal/model"
)

// Patient is a chat server to be examined, with the settings it was given.
type Patient struct {
	Part    string // what the findings call it: "model", "model for de"
	Setting string // the variable that names it
	Config  model.Config
	Context int // tokens, as configured

	// Identity and Notes are what a visitor's question would send: the guide's
	// instructions with a question for its name, and with one for Fact, which two
	// notes hold.
	Identity, Notes []guide.Message
	Museum          string // that the instructions name
	Fact            string // a word of the right answer
}

// Model examines a chat server: is the model there, is its context long enough,
// does it answer in time, does it stream, does it follow the instructions.
func Model(ctx context.Context, p Patient) Report {
	var r Report
	var call guide.ModelCall
	p.Config.Observe = func(c guide.ModelCall) { call = c }
	client, err := model.New(p.Config)
	if err != nil {
		r.fail(p.Part, "Mend "+p.Setting+".", "The settings are wrong: %v.", err)
		return r
	}
	if !r.listed(ctx, p.Part, p.Setting, p.Config.Name, client) {
		return r
	}
	if !p.answers(ctx, &r, client, &call) {
		return r
	}
	p.fits(ctx, &r, client)
	p.knowsItself(ctx, &r, client)
	p.reads(ctx, &r, client)
	return r
}

// patienceForFacts is how long a server may take to tell of itself.
const patienceForFacts = 10 * time.Second

// describer is a server that tells of its models.
type describer interface {
	Describe(ctx context.Context) (model.Description, error)
}

// listed looks for a model in its server's list. It reports whether going on
// makes sense.
func (r *Report) listed(ctx context.Context, part, setting, name string, server describer) bool {
	ctx, cancel := context.WithTimeout(ctx, patienceForFacts)
	defer cancel()
	d, err := server.Describe(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, guide.ErrUnavailable) && strings.Contains(err.Error(), "reached"):
		r.fail(part, "Start the model server, or mend the address in "+setting+". In a container, localhost is the container itself.", "The server does not answer: %v.", err)
		return false
	case err != nil:
		r.warn(part, "Nothing, if the tests below are well.", "The server does not list its models: %v.", err)
	case !d.Listed && len(d.Models) == 0:
		r.warn(part, "Load a model there.", "The server lists no model at all.")
	case !d.Listed:
		r.warn(part, fmt.Sprintf("Set the model's name to one of these: %s. A server with a single model, such as llama.cpp, may answer to any name.", strings.Join(firstFew(d.Models), ", ")),
			"The server does not list %q.", name)
	default:
		r.well(part, "The server is there and lists %q.", name)
	}
	return true
}

// firstFew is as many names as are worth reading.
func firstFew(names []string) []string { return names[:min(len(names), 8)] }

// answers has a small chat, and says how long it took.
func (p Patient) answers(ctx context.Context, r *Report, client *model.Client, call *guide.ModelCall) bool {
	pieces := 0
	err := client.Chat(ctx, []guide.Message{{Role: "user", Content: "Write the numbers from one to ten as words, on one line."}}, func(string) error {
		pieces++
		return nil
	})
	switch {
	case errors.Is(err, guide.ErrCut):
		r.warn(p.Part, "Look whether the model thinks aloud before it answers, and switch that off: visitors wait for it.", "A few words took all the %d tokens of an answer.", p.Config.MaxTokens)
	case err != nil:
		r.fail(p.Part, "See the server's own log. A model that is still being loaded answers after a while; a slow machine needs a longer CICERONE_MODEL_FIRST_TOKEN or a smaller model.", "It does not answer: %v.", err)
		return false
	default:
		r.well(p.Part, "It answers: first word after %s, whole after %s.", call.FirstToken.Round(time.Millisecond), call.Total.Round(time.Millisecond))
	}
	if call.FirstToken > slowFirst {
		r.warn(p.Part, "Use a smaller or more strongly quantised model, or a machine with a graphics card.", "The first word took longer than %s; visitors notice.", slowFirst)
	}
	if pieces < 2 {
		r.warn(p.Part, "Switch streaming on at the server, or at the proxy before it (buffering off).", "The answer came in one piece: visitors see nothing before it is whole.")
	} else {
		r.well(p.Part, "It streams: %d pieces.", pieces)
	}
	if call.Estimated {
		r.warn(p.Part, "Nothing; the metrics estimate them from the text.", "It does not count its tokens.")
	}
	return true
}

// slowFirst is when a first word is late enough for people to wonder.
const slowFirst = 3 * time.Second

// fits compares the context with the one configured. It comes after a chat,
// because Ollama knows only what it has loaded.
func (p Patient) fits(ctx context.Context, r *Report, client *model.Client) {
	ctx, cancel := context.WithTimeout(ctx, patienceForFacts)
	defer cancel()
	d, err := client.Describe(ctx)
	switch {
	case err != nil || d.Context == 0:
		r.warn(p.Part, fmt.Sprintf("Make sure that it was started with %d tokens or more; else set CICERONE_MODEL_CONTEXT lower.", p.Context), "The server does not tell how long its context is.")
	case d.Context < p.Context:
		r.fail(p.Part, fmt.Sprintf("Start the server with a longer context, or set CICERONE_MODEL_CONTEXT=%d. Some servers cut a longer prompt without a word, and the rules go first.", d.Context),
			"Its context is %d tokens, and CICERONE_MODEL_CONTEXT says %d.", d.Context, p.Context)
	default:
		r.well(p.Part, "Its context of %d tokens is long enough for CICERONE_MODEL_CONTEXT=%d.", d.Context, p.Context)
	}
}

// others are names that models give themselves when they have not read who they
// are to be.
var others = regexp.MustCompile(`(?i)\b(chatgpt|openai|gpt-?\d|llama|meta ai|mistral|qwen|alibaba|gemma|gemini|deepseek|claude|anthropic|eurollm)\b`)

// templateMarks are what a chat template is made of. In an answer they mean that
// the server applies the wrong one, or none.
var templateMarks = []string{"<|", "|>", "[INST]", "[/INST]", "<s>", "</s>", "<<SYS>>", "<start_of_turn>"}

// knowsItself asks for the guide's name: whether the instructions arrive.
func (p Patient) knowsItself(ctx context.Context, r *Report, client *model.Client) {
	said, err := ask(ctx, client, p.Identity)
	if err != nil {
		r.fail(p.Part, "See the server's own log.", "It does not answer the guide's own instructions: %v.", err)
		return
	}
	const template = "Give the server the model's own chat template (llama.cpp: --jinja; vLLM: --chat-template), and the system message with it."
	for _, mark := range templateMarks {
		if strings.Contains(said, mark) {
			r.fail(p.Part, template, "Marks of a chat template stand in its answers (%s).", mark)
			return
		}
	}
	switch name := others.FindString(said); {
	case name != "":
		r.fail(p.Part, template, "Asked who it is, it says %s, though its instructions say that it is the museum's guide: the server seems to drop them.", name)
	case !strings.Contains(strings.ToLower(said), strings.ToLower(p.Museum)) && !strings.Contains(strings.ToLower(said), "guia"):
		r.warn(p.Part, "Ask it something in a chat window with a system message. The check of each sentence keeps visitors safe meanwhile.", "Asked who it is, it names neither the museum nor a guide.")
	default:
		r.well(p.Part, "It has read its instructions: asked who it is, it speaks as the museum's guide.")
	}
}

var tag = regexp.MustCompile(`\[\d+\]`)

// reads asks what the notes say.
func (p Patient) reads(ctx context.Context, r *Report, client *model.Client) {
	said, err := ask(ctx, client, p.Notes)
	if err != nil && !errors.Is(err, guide.ErrCut) {
		r.fail(p.Part, "See the server's own log.", "It does not answer from notes: %v.", err)
		return
	}
	if !strings.Contains(said, p.Fact) {
		r.warn(p.Part, "Try a less strongly quantised model (Q8_0 rather than Q4_K_M).", "Asked what a note says, it did not find it.")
		return
	}
	r.well(p.Part, "It answers from the notes.")
	if tag.MatchString(said) {
		r.well(p.Part, "It names its sources.")
	} else {
		r.well(p.Part, "It does not name its sources; the guide finds them for each sentence.")
	}
	if errors.Is(err, guide.ErrCut) {
		r.warn(p.Part, "Raise CICERONE_MODEL_ANSWER, or look whether the model thinks aloud.", "Its answer was cut off at %d tokens.", p.Config.MaxTokens)
	}
}

func ask(ctx context.Context, client *model.Client, messages []guide.Message) (string, error) {
	var said strings.Builder
	err := client.Chat(ctx, messages, func(delta string) error {
		said.WriteString(delta)
		return nil
	})
	return said.String(), err
}
