package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cicerone/internal/ask"
	"cicerone/internal/config"
	"cicerone/internal/demo"
	"cicerone/internal/eval/adversary"
	"cicerone/internal/guide"
	"cicerone/internal/model"
)

// evalGroundingCmd measures the check of a model's sentences.
type evalGroundingCmd struct {
	Folders   []string      `arg:"" optional:"" type:"existingdir" help:"Folders of further notes or records, each answered about on its own."`
	N         int           `name:"answers" default:"600" help:"How many answers the lying model gives about each collection."`
	Seed      uint64        `default:"7" help:"Another seed, other answers."`
	Questions int           `default:"40" help:"How many questions the cost is measured on; 0: it is not."`
	Pace      time.Duration `default:"10ms" help:"Between two tokens of the model that the cost is measured with."`
	Missed    bool          `help:"Also list the sentences of the development half that were judged wrongly."`
}

// Run has a model lie about the demonstration and the folders, over HTTP, and
// reports what its sentences came to, and what checking them costs.
func (c evalGroundingCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	fmt.Printf("# What of a lying model's answers is shown\n\n- Command: `cicerone %s`\n- Program: %s\n- Day: %s\n\n"+
		"The model writes sentences known to be true or false from the notes themselves (`internal/eval/adversary`). "+
		"Works whose number has an odd hash are held out: nothing was tuned on them.\n", strings.Join(os.Args[1:], " "), commit(), time.Now().UTC().Format(time.DateOnly))
	book, err := adversary.ReadBook(demo.Notes())
	if err != nil {
		return err
	}
	if err := c.grade(ctx, "The demonstration collection", book); err != nil {
		return err
	}
	for _, folder := range c.Folders {
		book, err := adversary.ReadBook(os.DirFS(folder))
		if err != nil {
			return err
		}
		if err := c.grade(ctx, filepath.Base(folder), book); err != nil {
			return err
		}
	}
	if c.Questions == 0 {
		return nil
	}
	return c.cost(ctx, cfg, log)
}

func (c evalGroundingCmd) grade(ctx context.Context, name string, book []adversary.Work) error {
	answers := adversary.Answers(book, c.N, c.Seed)
	chat, stop, err := liar(adversary.Server{Answers: answers})
	if err != nil {
		return err
	}
	defer stop()
	next := -1
	graded, err := adversary.Grade(ctx, answers, adversary.Through(chat, senses, func(adversary.Answer) int { next++; return next }))
	if err != nil {
		return err
	}
	held := graded.HeldOut
	facts := held.Facts()
	fmt.Printf("\n## %s\n\n%d answers on the development half, %d on the held-out half. Held out: of %d lies with a number, date, name, source or markup in them %d shown; "+
		"of %d other lies %d shown; %.1f %% of the true sentences kept; precision %.3f; %d true sentences shown with another work's note alone.\n\n%s",
		name, graded.Development.Answers, held.Answers, facts.N(), facts.Shown,
		adversary.Sum(held.False).N()-facts.N(), adversary.Sum(held.False).Shown-facts.Shown, 100*held.Kept(), held.Precision(), held.WrongWork, graded.Markdown())
	shown := adversary.Portuguese{Sentences: graded.Development.Portuguese.Sentences + held.Portuguese.Sentences, Forms: graded.Development.Portuguese.Forms + held.Portuguese.Forms}
	if shown.Sentences > 0 {
		fmt.Println("\n" + strings.TrimSpace(adversary.DriftIn(book).Markdown(shown)))
	}
	if c.Missed {
		fmt.Println()
		for _, m := range graded.Development.Got {
			fmt.Printf("- %s (%s): %q %s\n", m.Sentence.Kind, m.Answer.Lang, m.Sentence.Text, m.Reason)
		}
	}
	return nil
}

// liar serves a lying model on loopback and connects the real client to it.
func liar(server adversary.Server) (chat adversary.Chat, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("lying model: %w", err)
	}
	srv := &http.Server{Handler: server, ReadHeaderTimeout: time.Minute}
	go func() { _ = srv.Serve(listener) }() // ends with stop
	client, err := model.New(model.Config{URL: "http://" + listener.Addr().String(), Name: "liar", FirstToken: time.Minute, NextToken: time.Minute, Total: time.Minute})
	if err != nil {
		_ = srv.Close()
		return nil, nil, err
	}
	return client.Chat, func() { _ = srv.Close() }, nil
}

// cost asks one question of a model alone and through the guide, by turns.
func (c evalGroundingCmd) cost(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	h, err := open(ctx, cfg, log, cfg.Workers)
	if err != nil {
		return err
	}
	defer h.close()
	return h.withScratchDemo(ctx, func(museum guide.Museum) error {
		const said = "The Saint Vincent Panels are six paintings in oil and tempera on oak, dated to about 1470. [1] They are attributed to Nuno Gonçalves, painter to King Afonso V of Portugal. [1] " +
			"Fifty-eight people stand and kneel around a saint who appears twice. [1] "
		chat, stop, err := liar(adversary.Server{First: said, Pace: c.Pace})
		if err != nil {
			return err
		}
		defer stop()
		var cost adversary.Cost
		for range c.Questions {
			direct, guided, err := h.time(ctx, museum, chat)
			if err != nil {
				return err
			}
			cost.Direct, cost.Guided = append(cost.Direct, direct), append(cost.Guided, guided)
		}
		fmt.Printf("\n## What it costs\n\n%d questions, each put to the model alone and then to the guide with search, gate, prompt and check; the model sends a token every %s.\n\n%s",
			c.Questions, c.Pace, cost.Markdown())
		return nil
	})
}

// time puts a question to the guide, and the guide's very prompt to the model
// alone.
func (h *house) time(ctx context.Context, museum guide.Museum, chat adversary.Chat) (direct, guided adversary.Times, err error) {
	var messages []guide.Message
	begun := time.Now()
	since := func() float64 { return float64(time.Since(begun).Microseconds()) / 1000 }
	answers := ask.Model{Name: "liar", Context: 8192, Answer: 400, Chat: func(ctx context.Context, m []guide.Message, onText func(string) error) error {
		messages = m
		return chat(ctx, m, func(delta string) error {
			if guided.FirstToken == 0 {
				guided.FirstToken = since()
			}
			return onText(delta)
		})
	}}
	measured := *h.guide
	measured.Model, measured.Memory = &answers, forgetful{}
	turn, err := measured.Ask(ctx, guide.Question{Museum: museum, Text: "Who painted the Saint Vincent Panels, and when?", Lang: "en", Audience: guide.AudiencePublic, At: time.Now()},
		func(e guide.Event) error {
			if e.Kind == guide.EventSentence && guided.FirstSentence == 0 {
				guided.FirstSentence = since()
			}
			return nil
		})
	guided.Whole = since()
	if err != nil {
		return direct, guided, err
	}
	if turn.Mode != guide.ModeModel {
		return direct, guided, errors.New("the model was not asked: " + turn.Reason)
	}
	direct, err = adversary.Listen(ctx, chat, messages)
	return direct, guided, err
}
