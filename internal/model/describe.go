package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// Description is what a server tells of the models it has.
type Description struct {
	Models  []string // by the names it takes; nil when it does not tell
	Listed  bool     // the configured model is among them
	Context int      // tokens that the model reads and writes in all; 0: it does not tell
}

// maxFacts is the most bytes read of what a server tells of itself: lists of
// models run to a few kilobytes.
const maxFacts = 1 << 20

// Describe asks the server for its models and their context: at /v1/models, as
// they all have it, where vLLM tells max_model_len; at llama.cpp's /props; and at
// Ollama's /api/ps, which knows only models that have been asked something. A
// server that cannot be reached is guide.ErrUnavailable; one that does not tell
// is described by what it leaves out.
func (c *Client) Describe(ctx context.Context) (Description, error) {
	var d Description
	var list struct {
		Data []struct {
			ID      string `json:"id"`
			Longest int    `json:"max_model_len"`
		} `json:"data"`
	}
	base := strings.TrimSuffix(c.endpoint, "/chat/completions")
	if err := c.get(ctx, base+"/models", &list); err != nil {
		return d, err
	}
	for _, m := range list.Data {
		d.Models = append(d.Models, m.ID)
		if c.isNamed(m.ID) {
			d.Listed, d.Context = true, m.Longest
		}
	}
	root := strings.TrimSuffix(base, "/v1")
	if d.Context == 0 {
		var props struct {
			Settings struct {
				Context int `json:"n_ctx"`
			} `json:"default_generation_settings"`
		}
		if c.get(ctx, root+"/props", &props) == nil { // other servers have no such page
			d.Context = props.Settings.Context
		}
	}
	if d.Context == 0 {
		var running struct {
			Models []struct {
				Name    string `json:"name"`
				Context int    `json:"context_length"`
			} `json:"models"`
		}
		if c.get(ctx, root+"/api/ps", &running) == nil {
			for _, m := range running.Models {
				if c.isNamed(m.Name) {
					d.Context = m.Context
				}
			}
		}
	}
	return d, nil
}

// isNamed reports whether a server's name for a model is the configured one.
// Ollama adds the tag that goes without saying.
func (c *Client) isNamed(name string) bool {
	return slices.Contains([]string{c.config.Name, c.config.Name + ":latest"}, name)
}

// get reads JSON from the server.
func (c *Client) get(ctx context.Context, address string, into any) error {
	return get(ctx, c.http, c.config.Key, address, c.refusal, into)
}

// models asks an embedding or reranking server for the names of its models: at
// /v1/models, or at TEI's /info. A server that cannot be reached is
// guide.ErrUnavailable.
func (c *caller) models(ctx context.Context) ([]string, error) {
	root := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(c.endpoint, "/embeddings"), "/rerank"), "/v1")
	var list struct{ Data []struct{ ID string } }
	err := get(ctx, c.http, c.Key, root+"/v1/models", c.refusal, &list)
	if err == nil {
		names := []string{}
		for _, m := range list.Data {
			names = append(names, m.ID)
		}
		return names, nil
	}
	var tei struct {
		Model string `json:"model_id"`
	}
	if f, ok := errors.AsType[*failure](err); ok && f.refused && get(ctx, c.http, c.Key, root+"/info", c.refusal, &tei) == nil && tei.Model != "" {
		return []string{tei.Model}, nil
	}
	return nil, err
}

// describe tells of a server as Client.Describe does, but for the context.
func (c *caller) describe(ctx context.Context) (Description, error) {
	names, err := c.models(ctx)
	return Description{Models: names, Listed: slices.ContainsFunc(names, func(name string) bool { return sameModel(name, c.Name) })}, err
}

// Describe asks the server for its models; see Client.Describe.
func (e *Embeddings) Describe(ctx context.Context) (Description, error) { return e.call.describe(ctx) }

// Describe asks the server for its models; see Client.Describe.
func (r *Reranker) Describe(ctx context.Context) (Description, error) { return r.call.describe(ctx) }

// Prefixes are what is put before a question and before a passage.
func (e *Embeddings) Prefixes() (query, passage string) { return e.query, e.passages }

// get reads JSON that a server tells of itself.
func get(ctx context.Context, client *http.Client, key, address string, refusal func(*http.Response) *failure, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("model server address: %w", err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	resp, err := client.Do(req)
	if err != nil {
		return broken(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return refusal(resp)
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, resp.Body, maxFacts))
	if err != nil {
		return broken(err)
	}
	if json.Unmarshal(body, into) != nil {
		return failed("did not answer with the JSON of a model server")
	}
	return nil
}
