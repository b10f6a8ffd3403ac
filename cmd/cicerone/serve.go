package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/labstack/echo/v5"

	"cicerone/internal/api"
	"cicerone/internal/config"
	"cicerone/internal/curator"
	"cicerone/internal/extract"
	"cicerone/internal/guide"
	"cicerone/internal/picture"
	"cicerone/internal/server"
	"cicerone/internal/signin"
	"cicerone/internal/site"
)

// serveCmd is a museum's guide: pages, API and ingest jobs in one process.
type serveCmd struct{}

// Run serves until it is told to stop.
func (serveCmd) Run(ctx context.Context, cfg config.Config, log *slog.Logger) error {
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
	log.Info("serving", "address", listener.Addr().String())
	return h.serve(ctx, listener)
}

// listen takes the port before anything else is begun, so that a taken one is
// known at once.
func listen(ctx context.Context, cfg config.Config) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Listen())
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is taken by another program; choose another, as in: PORT=%d make run", cfg.Port, cfg.Port+1)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", cfg.Listen(), err)
	}
	return listener, nil
}

// serve answers on listener until ctx ends.
func (h *house) serve(ctx context.Context, listener net.Listener) error {
	if err := h.store.Warm(ctx); err != nil {
		return err
	}
	metrics := server.NewMetrics()
	prices := server.Prices{
		guide.UseChat:   {Prompt: h.config.Model.PriceIn, Answer: h.config.Model.PriceOut},
		guide.UseVision: {Prompt: h.config.Vision.PriceIn, Answer: h.config.Vision.PriceOut},
	}
	count := func(call guide.ModelCall) { metrics.ModelCall(call, prices) }
	h.onModelCall.Store(&count)
	metrics.Waiting(h.waiting)
	ask := func(ctx context.Context, q guide.Question, emit func(guide.Event) error) (guide.Turn, error) {
		turn, err := h.guide.Ask(ctx, q, emit)
		if turn.ID != "" {
			metrics.Turn(turn)
		}
		return turn, err
	}
	pages, err := site.New(h.store, ask, h.guide.Works, h.originals)
	if err != nil {
		return err
	}
	pages.Models, pages.Searchers = h.config.Model.Names(), h.config.Searchers()
	questions := api.New(h.store, ask, h.guide.Find)
	eye, err := h.openEye()
	if err != nil {
		return err
	}
	if eye != nil {
		pages.Recognise, questions.Recognise = eye.recognise, eye.recognise
	}
	pages.Probe(h.probe)
	if h.config.Patterns {
		pages.ShowPatterns()
	}
	if h.config.Locales != "" {
		if err := pages.Speak(os.DirFS(h.config.Locales)); err != nil {
			return fmt.Errorf("CICERONE_LOCALES: %w", err)
		}
	}
	public := h.config.Public(portOf(listener))
	office, err := curator.New(curator.Options{
		Museums: h.store, Accounts: h.store, Invitations: h.store, Desk: h.store, Documents: h.store, Publisher: h.store,
		Receiver: h.receiver(), Uploads: h.store,
		People: h.store, Tokens: h.store, Log: h.store, Settings: h.store, Languages: pages.Languages(),
		Provider: identityProvider(h.config.OIDC, public), ProviderName: h.config.OIDC.Name, PublicURL: public,
		Reviewer: h.store, Keeper: h.store, Places: h.store, Writer: desk{h.store, h.jobs, h.madeWith}, Retrier: desk{h.store, h.jobs, h.madeWith}, Try: h.try,
		SetBook: h.store, SetEditor: h.store, SetWriter: h.store, Wanted: h.store.Wanted, RunBook: h.store, Runner: desk{h.store, h.jobs, h.madeWith}, AskUnseen: h.asUnseen,
		Evidence: h.store, Asked: h.store, GapBook: h.store, PinBoard: h.store, Pinner: h.store, PinSwitch: h.store, AddNote: h.addNote, Embed: h.embed,
		Sessions: h.store.Sessions(), HTTPS: strings.HasPrefix(h.config.PublicURL, "https:"),
		Objects: h.store, ObjectEditor: h.store, Rooms: h.store, RoomEditor: h.store, Tours: h.store, TourEditor: h.store, TourPublisher: h.store, Pictures: h.store, SignVideos: h.store,
		Originals: h.originals, Draw: picture.NewStudio().Draw, Text: extract.UTF8,
	})
	if err != nil {
		return err
	}
	programs := api.Documents{Tokens: h.store, Receiver: h.receiver(), Archive: h.store}
	handler := server.New(server.Options{
		Log: h.log, Metrics: metrics, Ready: h.store.Ping, ErrorPage: errorPage(pages, office),
		RatePerMinute: h.config.Rate, TrustProxy: h.config.TrustProxy,
	}, questions.Routes, programs.Routes, office.Routes, pages.Routes)
	return server.Serve(ctx, listener, handler, h.log)
}

// waiting is how many visitors wait for a turn at a model.
func (h *house) waiting() (n int) {
	for _, q := range h.queues {
		n += q.Waiting()
	}
	return n
}

// identityProvider is the configured one; nil when there is none.
func identityProvider(c config.OIDC, public string) curator.Provider {
	if c.Issuer == "" {
		return nil
	}
	return signin.New(signin.Config{Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Redirect: public + curator.CallbackPath})
}

// errorPage shows an error in the surroundings it happened in.
func errorPage(pages *site.Site, office *curator.Office) func(*echo.Context, int) error {
	return func(c *echo.Context, status int) error {
		if path := c.Request().URL.Path; path == curator.Path || strings.HasPrefix(path, curator.Path+"/") {
			return office.ErrorPage(c, status)
		}
		return pages.ErrorPage(c, status)
	}
}

// portOf is the port a listener has, which PORT=0 leaves to the system.
func portOf(l net.Listener) int {
	if tcp, ok := l.Addr().(*net.TCPAddr); ok {
		return tcp.Port
	}
	return 0
}

// say prints a line for whoever started the program.
func say(lines ...string) { fmt.Fprintln(os.Stdout, strings.Join(lines, "\n")) }
