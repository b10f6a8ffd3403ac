package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/guide"
)

// askCmd asks in the terminal.
type askCmd struct {
	Question     []string `arg:"" help:"The question, in any of the guide's languages."`
	Object       string   `help:"Inventory number of the work you stand at."`
	Room         string   `help:"Code of the room you are in."`
	Lang         string   `help:"Language to be answered in, such as pt or en. Empty: the question's."`
	Conversation string   `help:"Id of a conversation to go on with."`
}

// Run prints the answer as it comes, then what it rests on.
func (c askCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	return withMuseum(ctx, cfg, log, func(h *house, museum guide.Museum) error {
		q := guide.Question{
			Museum: museum, Text: strings.Join(c.Question, " "), Object: c.Object, Room: c.Room, Lang: c.Lang,
			Conversation: c.Conversation, Audience: guide.AudiencePublic, At: time.Now(),
		}
		_, err := h.guide.Ask(ctx, q, func(e guide.Event) error { return printEvent(os.Stdout, e) })
		if errors.Is(err, context.Canceled) {
			return exitCode(130)
		}
		return err
	})
}

func printEvent(out io.Writer, e guide.Event) (err error) {
	switch e.Kind {
	case guide.EventSentence:
		marks := ""
		for _, n := range e.Sentence.Citations {
			marks += fmt.Sprintf(" [%d]", n)
		}
		_, err = fmt.Fprintf(out, "%s%s\n", e.Sentence.Text, marks)
	case guide.EventCitations:
		_, err = fmt.Fprintln(out)
		for _, c := range e.Citations {
			if err == nil {
				_, err = fmt.Fprintf(out, "[%d] %s (%s). %s, revision %d, %s.\n    «%s»\n", c.Number, c.Title, cmp.Or(c.Inventory, "—"),
					cmp.Or(c.Author, "—"), c.Revision, c.Date.Format(time.DateOnly), c.Sentence)
			}
		}
	case guide.EventDone:
		if e.Done.Pin != nil {
			_, err = fmt.Fprintf(out, "\nThe museum team's own answer, written on %s.\n", e.Done.Pin.Date.Format(time.DateOnly))
		}
		for _, o := range e.Done.Nearby {
			if err == nil {
				_, err = fmt.Fprintf(out, "  · %s (%s)\n", o.Label.Title, o.Inventory)
			}
		}
		if err == nil {
			_, err = fmt.Fprintf(out, "(%s, %s, %.0f ms; conversation %s)\n", e.Done.Verdict, e.Done.Mode, e.Done.Timings["total"], e.Done.Conversation)
		}
	}
	return err
}
