package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/demo"
	"cicerone/internal/guide"
	"cicerone/internal/ingest"
)

// demoCmd is `make run`: the demonstration collection, ready to be asked.
type demoCmd struct{}

// demoSources is the folder that the sources of the demonstration's notes are in.
const demoSources = "demo"

// invitationLasts is how long the first curator's link can be used.
const invitationLasts = 24 * time.Hour

// Run prepares whatever is missing and serves until it is told to stop.
func (demoCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	listener, err := listen(ctx, cfg)
	if err != nil {
		return err
	}
	defer listener.Close()
	h, err := open(ctx, cfg, log, cfg.Workers)
	if err != nil {
		return err
	}
	defer h.close()
	museum, err := h.loadDemo(ctx)
	if err != nil {
		return err
	}
	public := cfg.Public(portOf(listener))
	say("", "  Visitors     "+public+"/", "  Back office  "+public+"/curator")
	if err := h.sayFirstLink(ctx, museum, public); err != nil {
		return err
	}
	say("", "  Ctrl-C stops everything.", "")
	return h.serve(ctx, listener)
}

// loadDemo makes the demonstration museum with its rooms and ingests its notes;
// what is there already is left as it is.
func (h *house) loadDemo(ctx context.Context) (guide.Museum, error) {
	museum, err := h.ensureMuseum(ctx, demo.Museum())
	if err != nil {
		return museum, err
	}
	if err := h.loadDemoRooms(ctx, museum); err != nil {
		return museum, err
	}
	loaded, err := h.ingest(ctx, museum, demo.Author, true, func(ctx context.Context, a ingest.Adder, t *ingest.Tally, progress func(ingest.Tally)) error {
		return h.addDemoNotes(ctx, a, t, progress)
	})
	if err != nil {
		return museum, err
	}
	if loaded.Waiting() > 0 || loaded.failed() > 0 {
		loaded.print(os.Stdout)
	}
	return museum, h.loadDemoTours(ctx, museum)
}

// loadDemoTours makes and publishes the tours of a museum that never had any.
func (h *house) loadDemoTours(ctx context.Context, museum guide.Museum) error {
	have, err := h.store.HasTours(ctx, museum.ID)
	if err != nil || have {
		return err
	}
	tours, err := demo.Tours()
	if err != nil {
		return err
	}
	program := guide.User{Museum: museum}
	for _, tour := range tours {
		id, err := h.store.SaveTour(ctx, program, tour)
		if errors.Is(err, guide.ErrInvalid) { // a work of it has been deleted: this museum has been lived in
			continue
		}
		if err != nil {
			return err
		}
		if err := h.store.PublishTour(ctx, program, id, true); err != nil {
			return err
		}
	}
	return nil
}

// loadDemoRooms makes the rooms of a museum that has none. One that has some has
// been lived in: a room that is missing has been deleted.
func (h *house) loadDemoRooms(ctx context.Context, museum guide.Museum) error {
	have, err := h.store.Rooms(ctx, museum.ID)
	if err != nil || len(have) > 0 {
		return err
	}
	rooms, err := demo.Rooms()
	if err != nil {
		return err
	}
	return h.store.AddRooms(ctx, museum.ID, rooms)
}

// addDemoNotes adds the notes that have not been read yet. A document that has
// may have been edited since: it is not put back to what it was.
func (h *house) addDemoNotes(ctx context.Context, a ingest.Adder, t *ingest.Tally, progress func(ingest.Tally)) error {
	read, err := h.store.ReadSources(ctx, a.Museum, demoSources+"/")
	if err != nil {
		return err
	}
	notes := demo.Notes()
	names, err := fs.Glob(notes, "*")
	if err != nil {
		return err
	}
	for _, name := range names {
		if read[demoSources+"/"+name] {
			continue
		}
		if err := a.File(ctx, notes, name, demoSources, t, progress); err != nil {
			return err
		}
	}
	return nil
}

// sayFirstLink prints the link that makes the first curator, as long as there
// is nobody.
func (h *house) sayFirstLink(ctx context.Context, museum guide.Museum, public string) error {
	token, err := h.store.InviteFirst(ctx, museum.ID, time.Now().Add(invitationLasts))
	if err != nil {
		return err
	}
	if token != "" {
		say(fmt.Sprintf("  First curator, once, within a day: %s/curator/join/%s", public, token))
	}
	return nil
}
