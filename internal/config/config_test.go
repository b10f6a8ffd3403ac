package config

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func good() Config {
	return Config{Data: "d", Address: "localhost", Port: 8080, Rate: 30, Workers: 2,
		Model: Model{URL: "http://localhost:8000/v1", Name: "amalia", Context: 8192, Answer: 400,
			FirstToken: time.Second, NextToken: time.Second, Total: time.Second, Wait: time.Second, AtOnce: 4}}
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
	bad.Model.URL, bad.Model.AtOnce, bad.Model.Wait, bad.Model.PriceIn = "http://localhost, ftp://x", 0, 0, -1
	bad.Vision.URL, bad.Vision.PriceOut = "ftp://x", -1
	bad.Model.DE, bad.Model.FR = "mailto:x|model", "http://localhost|"
	err := bad.Check()
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"PORT", "CICERONE_DATA", "DATABASE_URL", "CICERONE_PUBLIC_URL", "CICERONE_WORKERS",
		"CICERONE_RATE", "CICERONE_MODEL_NAME", "CICERONE_MODEL_CONTEXT", "CICERONE_MODEL_TOTAL",
		"CICERONE_EMBED_URL", "CICERONE_EMBED_NAME", "CICERONE_EMBED_DIMS", "CICERONE_EMBED_SPACE", "CICERONE_EMBED_TIMEOUT",
		"CICERONE_RERANK_URL", "CICERONE_RERANK_NAME", "CICERONE_RERANK_TIMEOUT",
		"CICERONE_MODEL_URL", "CICERONE_MODEL_AT_ONCE", "CICERONE_MODEL_WAIT", "CICERONE_MODEL_PRICE_IN", "CICERONE_MODEL_DE", "CICERONE_MODEL_FR",
		"CICERONE_VISION_URL", "CICERONE_VISION_NAME", "CICERONE_VISION_PRICE_IN",
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

func TestPresets(t *testing.T) {
	got := Model{Preset: "amalia-ollama"}.WithPreset()
	if want := (Model{Preset: "amalia-ollama", URL: "http://localhost:11434/v1", Name: "teex/amalia", Context: 8192}); got != want {
		t.Errorf("preset alone: %+v, want %+v", got, want)
	}
	own := Model{Preset: "amalia-vllm", URL: "http://gpu:8000", Name: "mine", Context: 4096}
	if got := own.WithPreset(); got != own {
		t.Errorf("what is set beside a preset: %+v, want %+v", got, own)
	}
	if got := (Model{}).WithPreset(); got.URL != "" || got.Context != 8192 {
		t.Errorf("no preset: %+v, want no server and 8192 tokens", got)
	}
}

func TestModelsOfLanguages(t *testing.T) {
	m := Model{URL: "http://one/v1, http://two/v1", Name: "amalia", EN: "qwen", DE: "http://three/v1|mistral"}
	want := map[string]Served{
		"en": {[]string{"http://one/v1", "http://two/v1"}, "qwen"},
		"de": {[]string{"http://three/v1"}, "mistral"},
	}
	if diff := cmp.Diff(want, m.Languages()); diff != "" {
		t.Errorf("models (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"amalia", "mistral", "qwen"}, m.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Served{[]string{"http://one/v1", "http://two/v1"}, "amalia"}, m.Default()); diff != "" {
		t.Errorf("default (-want +got):\n%s", diff)
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
