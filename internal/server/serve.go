package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits on a connection. Event streams set a new write deadline for every
// event; all else must be written before writeTimeout, counted from the
// request's headers, so it is longer than any answer takes to compose.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second // headers and body; a slow phone sends 16 kB in far less
	writeTimeout      = 2 * time.Minute
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 16 << 10

	// drainTimeout is how long answers under way may take to finish when the
	// server is told to stop: about one answer of a slow model. Service managers
	// must wait longer before they kill; systemd does (90 s), Docker has to be
	// told (10 s).
	drainTimeout = 10 * time.Second
)

// Serve answers the requests that come to listener until ctx is done. Then it
// accepts no more, lets the answers under way finish for at most 10 s, and
// returns nil. It closes listener.
func Serve(ctx context.Context, listener net.Listener, h http.Handler, log *slog.Logger) error {
	return serve(ctx, listener, newHTTPServer(h, log), drainTimeout, log)
}

func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

func serve(ctx context.Context, listener net.Listener, s *http.Server, drain time.Duration, log *slog.Logger) error {
	stopped := make(chan error, 1)
	go func() { stopped <- s.Serve(listener) }()
	select {
	case err := <-stopped:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	draining, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	err := s.Shutdown(draining)
	if errors.Is(err, context.DeadlineExceeded) {
		log.Warn("answers under way were cut off", "after", drain)
		err = s.Close()
	}
	if err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}
