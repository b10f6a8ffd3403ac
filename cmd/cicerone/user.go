package main

import (
	"context"
	"log/slog"
	"time"

	"cicerone/internal/config"
	"cicerone/internal/guide"
)

// userCmd looks after the back office's people.
type userCmd struct {
	Add userAddCmd `cmd:"" help:"Print a one-time link with which somebody makes an account."`
}

// userAddCmd invites somebody.
type userAddCmd struct {
	Role string `enum:"admin,editor,curator,reader" default:"curator" help:"admin: everything. editor: publishes. curator: writes. reader: looks."`
}

// Run prints the link.
func (c userAddCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	h, err := open(ctx, cfg, log, 0)
	if err != nil {
		return err
	}
	defer h.close()
	museum, err := h.museum(ctx)
	if err != nil {
		return err
	}
	token, err := h.store.InviteUser(ctx, museum.ID, guide.Role(c.Role), time.Now().Add(invitationLasts))
	if err != nil {
		return err
	}
	say("Good once, within a day: " + cfg.Public(cfg.Port) + "/curator/join/" + token)
	return nil
}
