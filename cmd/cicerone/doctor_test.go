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
	vectors := modeltest.NewVectors(t, "bge-m3", 512)
	vectors.Same = map[string]string{"bell": "sino", "made": "feitos", "of": "de"}
	vectors.Tell("/v1/models", `{"data":[{"id":"bge-m3"}]}`)
	data, database := t.TempDir(), dbtest.URL(t)
	if out, code := run(t, database, data, "ingest", "--museum=galeria", "../../internal/demo/collection/notes/CG-001.pt.md"); code != 0 {
		t.Fatalf("ingest: exit %d\n%s", code, out)
	}
	out, code := run(t, database, data, "doctor", "--model-url="+server.URL, "--model-name=amalia", "--model-context=16384",
		"--embed-url="+vectors.URL, "--embed-name=bge-m3", "--embed-dims=512", "--rerank-url="+vectors.URL, "--rerank-name=bge-m3")
	for _, want := range []string{"not yet in that of the embedding server", "reembed --museum galeria --space bge-m3-512", "512 dimensions, as the space bge-m3-512",
		"So does an English question", "puts the passage that answers a question first", "can be written to", "pgvector 0.", "migrations are made", "speaks as the museum's guide", "It answers from the notes.", "It names its sources."} {
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
