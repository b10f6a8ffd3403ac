package model

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
	"cicerone/internal/model/modeltest"
)

var (
	asked = "quem fez o sino"
	texts = []string{"A porta é de carvalho.", "O sino foi fundido por um mestre.", "Não se sabe quem fez o altar."}
	score = []float64{1, 2, 3} // as modeltest counts: "o" is in all of them
)

func reranker(t *testing.T, url string, timeout time.Duration) *Reranker {
	t.Helper()
	r, err := NewReranker(Server{URL: url, Name: "bge-reranker-v2-m3", Key: key, Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRerankScoresInTheOrderOfTheTexts(t *testing.T) {
	for _, path := range []string{"", "/v1", "/v1/rerank", "/rerank"} { // the last is TEI's
		s := modeltest.NewVectors(t, "bge-reranker-v2-m3", 1, modeltest.Well, modeltest.Shuffled)
		for range 2 {
			got, err := reranker(t, s.URL+path, 5*time.Second).Rerank(t.Context(), asked, texts)
			if diff := cmp.Diff(score, got); err != nil || diff != "" {
				t.Errorf("%q: %v (-want +got):\n%s", path, err, diff)
			}
		}
		r := s.Requests()[0]
		if r.Query != asked || !cmp.Equal(r.Input, texts) || (r.Path == "/rerank") != (path == "/rerank") {
			t.Errorf("%q: sent %q and %q to %s", path, r.Query, r.Input, r.Path)
		}
	}
}

func TestRerankFaults(t *testing.T) {
	for name, fault := range map[string]modeltest.Fault{
		"missing":      modeltest.Short,
		"twice":        modeltest.Twice,
		"index":        modeltest.With("index", 9),
		"no index":     modeltest.With("index", nil),
		"not a number": modeltest.NotANumber,
		"500":          modeltest.Refuse(500, ""),
		"slow":         modeltest.Slow(time.Minute),
		"cut off":      modeltest.CutOff,
		"page":         modeltest.Page,
		"huge":         modeltest.Huge,
	} {
		s := modeltest.NewVectors(t, "r", 1, fault)
		_, err := reranker(t, s.URL, 200*time.Millisecond).Rerank(t.Context(), asked, texts)
		if !errors.Is(err, guide.ErrUnavailable) || len(s.Requests()) != 1 {
			t.Errorf("%s: %v after %d requests, want %v after one", name, err, len(s.Requests()), guide.ErrUnavailable)
		}
	}
}
