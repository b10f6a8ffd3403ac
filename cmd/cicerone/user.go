package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/guide"
)

// userCmd looks after the back office's people, for whoever runs the server.
type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Print a one-time link with which somebody makes an account."`
	List    userListCmd    `cmd:"" help:"List the people."`
	Disable userDisableCmd `cmd:"" help:"Shut somebody out at once."`
	Reset   userResetCmd   `cmd:"" help:"Print a one-time link with which somebody chooses a new password."`
}

// userAddCmd invites somebody.
type userAddCmd struct {
	Role string `enum:"admin,editor,curator,reader" default:"curator" help:"admin: everything. editor: publishes. curator: writes. reader: looks."`
}

// Run prints the link.
func (c userAddCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	return withMuseum(ctx, cfg, log, func(h *house, museum guide.Museum) error {
		token, err := h.store.InviteUser(ctx, museum.ID, guide.Role(c.Role), time.Now().Add(invitationLasts))
		if err != nil {
			return err
		}
		say("Good once, within a day: " + cfg.Public(cfg.Port) + "/curator/join/" + token)
		return nil
	})
}

// userListCmd lists the people.
type userListCmd struct{}

// Run prints a line for each.
func (userListCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	return withMuseum(ctx, cfg, log, func(h *house, museum guide.Museum) error {
		people, err := h.store.People(ctx, museum.ID)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, p := range people {
			seen, disabled := "never seen", ""
			if !p.SeenAt.IsZero() {
				seen = "seen " + p.SeenAt.UTC().Format(time.DateOnly)
			}
			if !p.DisabledAt.IsZero() {
				disabled = "disabled " + p.DisabledAt.UTC().Format(time.DateOnly)
			}
			fmt.Fprintln(w, strings.Join([]string{p.Email, string(p.Role), p.Name, seen, disabled}, "\t"))
		}
		return w.Flush()
	})
}

// userDisableCmd shuts somebody out.
type userDisableCmd struct {
	Email string `arg:"" help:"Address of the account."`
}

// Run ends the person's sessions too.
func (c userDisableCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	return withMuseum(ctx, cfg, log, func(h *house, museum guide.Museum) error {
		person, err := h.person(ctx, museum, c.Email)
		if err != nil {
			return err
		}
		err = h.store.Disable(ctx, guide.User{Museum: museum}, person.ID)
		if errors.Is(err, guide.ErrConflict) {
			return fmt.Errorf("%s is the museum's last admin; make another first: cicerone user add --role=admin", person.Email)
		}
		if err != nil {
			return err
		}
		say(person.Email + " can no longer sign in, and every session has ended.")
		return nil
	})
}

// userResetCmd helps somebody who forgot a password.
type userResetCmd struct {
	Email string `arg:"" help:"Address of the account."`
}

// Run prints the link.
func (c userResetCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	return withMuseum(ctx, cfg, log, func(h *house, museum guide.Museum) error {
		person, err := h.person(ctx, museum, c.Email)
		if err != nil {
			return err
		}
		token, err := h.store.MakeReset(ctx, guide.User{Museum: museum}, person.ID, time.Now().Add(invitationLasts))
		if err != nil {
			return err
		}
		say("For " + person.Email + ", good once, within a day: " + cfg.Public(cfg.Port) + "/curator/reset/" + token)
		return nil
	})
}

// person is the one with an address who may sign in.
func (h *house) person(ctx context.Context, museum guide.Museum, email string) (guide.User, error) {
	person, err := h.store.UserByEmail(ctx, museum.ID, email)
	if errors.Is(err, guide.ErrNotFound) {
		return person, fmt.Errorf("nobody with the address %s may sign in to %s; see: cicerone user list", email, museum.Code)
	}
	return person, err
}

// withMuseum opens the house for what is done in one museum.
func withMuseum(ctx context.Context, cfg config.Config, log *slog.Logger, do func(*house, guide.Museum) error) error {
	h, err := open(ctx, cfg, log, 0)
	if err != nil {
		return err
	}
	defer h.close()
	museum, err := h.museum(ctx)
	if err != nil {
		return err
	}
	return do(h, museum)
}
