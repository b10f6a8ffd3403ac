package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"text/tabwriter"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/guide"
)

// reembedCmd moves a museum to another embedding model, and looks after the
// spaces of models.
type reembedCmd struct {
	Space string `help:"Embed all passages in this space, and search in it from then on."`
	Back  bool   `help:"Go back to the space before; what has come in since is embedded in it first."`
	List  bool   `help:"List the spaces."`
	Drop  string `placeholder:"SPACE" help:"Remove a space with its vectors, of all museums; none may be in it."`
}

// Run does the one thing that was asked for. Visitors and ingest go on; what was
// cut off is taken up by the same command.
func (c reembedCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	asked := 0
	for _, given := range []bool{c.Space != "", c.Back, c.List, c.Drop != ""} {
		if given {
			asked++
		}
	}
	if asked != 1 {
		return guide.Invalidf("reembed", "say one of --space NAME, --back, --list and --drop NAME")
	}
	return withMuseum(ctx, cfg, log, func(h *house, museum guide.Museum) error {
		switch {
		case c.List:
			return h.listSpaces(ctx, os.Stdout, museum)
		case c.Drop != "":
			return h.dropSpace(ctx, c.Drop)
		case c.Back:
			back, err := h.store.PreviousSpace(ctx, museum.ID)
			if errors.Is(err, guide.ErrNotFound) {
				return fmt.Errorf("museum %s was in no other space before %s: %w", museum.Code, museum.Space.Name, guide.ErrNotFound)
			}
			if err != nil {
				return err
			}
			return h.reembed(ctx, museum, back.Name)
		}
		return h.reembed(ctx, museum, c.Space)
	})
}

// reembed moves a museum to a space, and shows how far it is.
func (h *house) reembed(ctx context.Context, museum guide.Museum, name string) error {
	if museum.Space.Name == name {
		say(fmt.Sprintf("Museum %s is in space %s already.", museum.Code, name))
		return nil
	}
	e, err := h.spaces.named(name)
	if err != nil {
		return err
	}
	space, err := h.ensureSpace(ctx, e)
	if err != nil {
		return err
	}
	have, err := h.spaceState(ctx, museum, space)
	if err != nil {
		return err
	}
	bar := newProgress(os.Stderr)
	defer bar.end()
	done, started := have.Embedded, time.Now()
	bar.count(done, have.Passages, "")
	err = h.reembedder().Move(ctx, museum, space, func(more int) {
		done += more
		bar.count(done, max(done, have.Passages), fmt.Sprintf("%.0f passages/s", float64(done-have.Embedded)/time.Since(started).Seconds()))
	})
	if err != nil {
		return fmt.Errorf("stopped after %d of %d passages; run the same command again to go on: %w", done, have.Passages, err)
	}
	bar.end()
	say(fmt.Sprintf("Museum %s is in space %s now, before in %s. %d passages were embedded in %s.",
		museum.Code, space.Name, museum.Space.Name, done-have.Embedded, time.Since(started).Round(10*time.Millisecond)))
	return nil
}

// named finds who embeds in the space of a name.
func (all embedders) named(name string) (embedder, error) {
	var names string
	for _, e := range all {
		if e.Space().Name == name {
			return e, nil
		}
		names += " " + e.Space().Name
	}
	return nil, fmt.Errorf("nothing here embeds in space %q; there is:%s. For another, set CICERONE_EMBED_URL, _NAME, _DIMS and _SPACE to a server of its model: %w", name, names, guide.ErrConflict)
}

func (h *house) spaceState(ctx context.Context, museum guide.Museum, space guide.Space) (guide.SpaceState, error) {
	all, err := h.store.Spaces(ctx, museum.ID)
	if err != nil {
		return guide.SpaceState{}, err
	}
	for _, s := range all {
		if s.ID == space.ID {
			return s, nil
		}
	}
	return guide.SpaceState{}, fmt.Errorf("space %s: %w", space.Name, guide.ErrNotFound)
}

// listSpaces prints a line for each space.
func (h *house) listSpaces(ctx context.Context, out io.Writer, museum guide.Museum) error {
	all, err := h.store.Spaces(ctx, museum.ID)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "space\tmodel\tdimensions\tpassages of %s\tindex\tembedded by\t\n", museum.Code)
	known := map[string]bool{}
	for _, s := range all {
		known[s.Name] = true
		active, graph, by := "", "none, exact", "nobody here"
		if s.Active {
			active = "in use"
		}
		if s.Graph {
			graph = "HNSW"
		}
		if e, err := h.spaces.of(s.Space); err == nil {
			by = embeddedBy(e)
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%d of %d\t%s\t%s\t%s\n", s.Name, s.Model, s.Dims, s.Embedded, s.Passages, graph, by, active)
	}
	for _, e := range h.spaces {
		if s := e.Space(); !known[s.Name] {
			fmt.Fprintf(w, "%s\t%s\t%d\tnone yet\tnone\t%s\t\n", s.Name, s.Model, s.Dims, embeddedBy(e))
		}
	}
	return w.Flush()
}

func embeddedBy(e embedder) string {
	if _, own := e.(builtIn); own {
		return "this program"
	}
	return "CICERONE_EMBED_URL"
}

func (h *house) dropSpace(ctx context.Context, name string) error {
	err := h.store.DropSpace(ctx, name)
	switch {
	case errors.Is(err, guide.ErrNotFound):
		return fmt.Errorf("there is no space %q; see: cicerone reembed --list", name)
	case err != nil:
		return err
	}
	say("Space " + name + " is gone, with its vectors.")
	return nil
}
