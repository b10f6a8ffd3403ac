package model

import (
	"context"
	"errors"
	"fmt"

	"cicerone/internal/guide"
)

// Servers are the servers of one model, the first of which is asked as long as
// it answers. It is safe for concurrent use.
type Servers []*Client

// Open makes a client for each address, all else being the same. What is wrong
// with cfg or an address is guide.ErrInvalid.
func Open(cfg Config, urls []string) (Servers, error) {
	if len(urls) == 0 {
		return nil, guide.Invalidf("model address", "is empty")
	}
	var servers Servers
	for i, url := range urls {
		cfg.URL = url
		c, err := New(cfg)
		if err != nil {
			return nil, fmt.Errorf("server %d: %w", i+1, err)
		}
		// A server that is down is tried again only when there is no other.
		c.number, c.again = i+1, i == len(urls)-1
		servers = append(servers, c)
	}
	return servers, nil
}

// Chat is Client.Chat of the first server that says anything. A server that has
// failed several times in a row is passed over without a wait; one that fails in
// mid-answer is not replaced, for the visitor has read what it said.
func (s Servers) Chat(ctx context.Context, messages []guide.Message, onText func(delta string) error) error {
	begun := false
	listen := func(delta string) error {
		begun = true
		return onText(delta)
	}
	var failures []error
	for i, c := range s {
		err := c.Chat(ctx, messages, listen)
		if _, failed := errors.AsType[*failure](err); !failed || begun || ctx.Err() != nil {
			return err
		}
		if len(s) > 1 {
			err = fmt.Errorf("server %d: %w", i+1, err)
		}
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}
