package main

import (
	"encoding/json"
	"strings"
	"testing"

	"cicerone/internal/dbtest"
	"cicerone/internal/doctor"
	"cicerone/internal/model/modeltest"
)

// The doctor finds a whole house well, and says of a broken one what to do.
func TestDoctor(t *testing.T) {
	server := modeltest.New(t, modeltest.SayCounted("um dois", 9, 2), modeltest.SayCounted("Sou o guia do Museu da Ribeira.", 300, 9),
		modeltest.SayCounted("O barco rabelo foi construído em 1887 [1].", 400, 12))
	server.Tell("/v1/models", `{"data":[{"id":"amalia","max_model_len":16384}]}`)
	data := t.TempDir()
	out, code := run(t, dbtest.URL(t), data, "doctor", "--model-url="+server.URL, "--model-name=amalia", "--model-context=16384")
	for _, want := range []string{"can be written to", "pgvector 0.", "migrations are made", "speaks as the museum's guide", "It answers from the notes.", "It names its sources."} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if code != 0 || strings.Contains(out, "BAD") {
		t.Errorf("exit %d, want 0 and nothing bad:\n%s", code, out)
	}

	server.Close()
	const secret = "sesame"
	out, code = run(t, "postgres://nobody:"+secret+"@127.0.0.1:1/none", data, "doctor", "--json", "--model-preset=amalia-ollama", "--model-url="+server.URL)
	var said struct {
		Well     bool
		Findings []doctor.Finding
	}
	if err := json.Unmarshal([]byte(out), &said); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	failed := map[string]bool{}
	for _, f := range said.Findings {
		if f.State == doctor.Failure {
			failed[f.Part] = f.Do != ""
		}
	}
	if code != 1 || said.Well || !failed["database"] || !failed["model"] || strings.Contains(out, secret) {
		t.Errorf("exit %d, want 1 and failures of database and model with what to do, without the password:\n%s", code, out)
	}
}
