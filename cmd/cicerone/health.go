package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"cicerone/internal/config"
)

// healthCmd asks the server on this machine whether it is ready.
type healthCmd struct{}

// Run fails when the server is not ready.
func (healthCmd) Run(ctx context.Context, cfg config.Config) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/readyz", cfg.Port), nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: it answers %s", response.Status)
	}
	return nil
}
