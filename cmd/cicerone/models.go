package main

import (
	"fmt"
	"strings"

	"cicerone/internal/ask"
	"cicerone/internal/config"
	"cicerone/internal/guide"
	"cicerone/internal/model"
)

// models are the chat models of the configuration.
type models struct {
	standard   *ask.Model            // nil: there is none
	byLanguage map[string]*ask.Model // that answer in standard's place
	queues     []*model.Queue
}

// openModels connects the configured models; called is told of every call.
// Models on the same servers share their turns.
func openModels(c config.Model, called func(guide.ModelCall)) (models, error) {
	out := models{byLanguage: map[string]*ask.Model{}}
	queues := map[string]*model.Queue{} // by servers
	connect := func(name string, served config.Served) (*ask.Model, error) {
		cfg := chatConfig(c, served.Name)
		cfg.Observe = called
		servers, err := model.Open(cfg, served.URLs)
		if err != nil {
			return nil, fmt.Errorf("CICERONE_MODEL_%s: %w", name, err)
		}
		place := strings.Join(served.URLs, ",")
		if queues[place] == nil {
			queues[place] = model.NewQueue(c.AtOnce, c.Wait)
			out.queues = append(out.queues, queues[place])
		}
		return &ask.Model{Name: served.Name, Context: c.Context, Answer: c.Answer, Chat: servers.Chat, Enter: queues[place].Enter}, nil
	}
	var err error
	if c.URL != "" {
		if out.standard, err = connect("URL", c.Default()); err != nil {
			return out, err
		}
	}
	for lang, served := range c.Languages() {
		if out.byLanguage[lang], err = connect(strings.ToUpper(lang), served); err != nil {
			return out, err
		}
	}
	return out, nil
}

func chatConfig(c config.Model, name string) model.Config {
	return model.Config{Name: name, Key: c.Key, MaxTokens: c.Answer, FirstToken: c.FirstToken, NextToken: c.NextToken, Total: c.Total}
}
