package config

import (
	"strings"
	"testing"
	"time"
)

func good() Config {
	return Config{Data: "d", Address: "localhost", Port: 8080, Rate: 30, Workers: 2,
		Model: Model{URL: "http://localhost:8000/v1", Name: "amalia", Context: 8192, Answer: 400,
			FirstToken: time.Second, NextToken: time.Second, Total: time.Second}}
}

func TestCheckReportsEverythingAtOnce(t *testing.T) {
	if err := good().Check(); err != nil {
		t.Fatalf("a good configuration: %v", err)
	}
	bad := good()
	bad.Port, bad.Data, bad.DatabaseURL, bad.PublicURL, bad.Workers, bad.Rate = 70000, "", "mysql://x", "ftp://x", 0, 0
	bad.OIDC.Issuer = "ldap://x"
	bad.Embed = Embed{URL: "x", Dims: 5000, Space: "Não"}
	bad.Rerank = Rerank{URL: "x"}
	bad.Model.Name, bad.Model.Context, bad.Model.Total = "", 100, 0
	err := bad.Check()
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"PORT", "CICERONE_DATA", "DATABASE_URL", "CICERONE_PUBLIC_URL", "CICERONE_WORKERS",
		"CICERONE_RATE", "CICERONE_MODEL_NAME", "CICERONE_MODEL_CONTEXT", "CICERONE_MODEL_TOTAL",
		"CICERONE_EMBED_URL", "CICERONE_EMBED_NAME", "CICERONE_EMBED_DIMS", "CICERONE_EMBED_SPACE", "CICERONE_EMBED_TIMEOUT",
		"CICERONE_RERANK_URL", "CICERONE_RERANK_NAME", "CICERONE_RERANK_TIMEOUT",
		"CICERONE_OIDC_ISSUER", "CICERONE_OIDC_CLIENT_ID", "CICERONE_OIDC_CLIENT_SECRET"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is wrong but not named in: %v", name, err)
		}
	}
}

func TestModelSettingsMatterOnlyWithAModel(t *testing.T) {
	c := good()
	c.Model = Model{}
	if err := c.Check(); err != nil {
		t.Errorf("without a model: %v", err)
	}
}

func TestPublic(t *testing.T) {
	c := good()
	if got, want := c.Public(8081), "http://localhost:8081"; got != want {
		t.Errorf("Public = %q, want %q", got, want)
	}
	c.PublicURL = "https://guia.example/"
	if got, want := c.Public(8081), "https://guia.example"; got != want {
		t.Errorf("Public = %q, want %q", got, want)
	}
}
