package ingest

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cicerone/internal/guide"
)

// house is a store, originals, a reader and an embedder in memory.
type house struct {
	Store
	Originals
	files    map[string]string // by hash, which is their name here too
	read     func(file string) (guide.Note, error)
	finished []guide.Prepared
	embedErr error // of Passages
}

func (h *house) Stored(_ context.Context, ids []int64) ([]guide.Revision, error) {
	var out []guide.Revision
	for _, id := range ids {
		name := string(rune('a' + id))
		out = append(out, guide.Revision{ID: id, Author: "Museu", Original: guide.Original{SHA256: name, Name: name + ".pdf"}})
	}
	return out, nil
}

func (h *house) Finish(_ context.Context, _ guide.Museum, prepared []guide.Prepared) error {
	h.finished = append(h.finished, prepared...)
	return nil
}

type seekable struct{ io.ReadSeeker }

func (seekable) Close() error { return nil }

func (h *house) Get(sha string) (io.ReadSeekCloser, error) {
	return seekable{strings.NewReader(h.files[sha])}, nil
}

func (h *house) Read(_ context.Context, name string, file io.Reader) (guide.Note, error) {
	data, err := io.ReadAll(file)
	if err != nil {
		return guide.Note{}, err
	}
	return h.read(name + " " + string(data))
}

func (h *house) Passages(_ context.Context, _ guide.Space, texts []string) ([]guide.Embedded, error) {
	if h.embedErr != nil {
		return nil, h.embedErr
	}
	return make([]guide.Embedded, len(texts)), nil
}

func prepare(h *house, ids ...int64) error {
	p := Preparer{Store: h, Originals: h, Reader: h, Embedder: h}
	return p.Prepare(context.Background(), guide.Museum{Lang: "pt", Space: guide.Space{Name: "none", Dims: 1}}, ids)
}

func TestPrepareTellsAFilesFaultFromTheReaders(t *testing.T) {
	h := &house{files: map[string]string{"a": "bom", "b": "mau", "c": "bom"}}
	h.read = func(file string) (guide.Note, error) {
		if strings.HasSuffix(file, "mau") {
			return guide.Note{}, guide.Invalidf("file", "the reader broke on it")
		}
		return guide.Note{Text: "O vaso foi feito de barro. " + file}, nil
	}
	if err := prepare(h, 0, 1, 2); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range h.finished {
		got = append(got, p.Note.Text+p.Failure)
	}
	want := []string{"O vaso foi feito de barro. a.pdf bom", "the reader broke on it", "O vaso foi feito de barro. c.pdf bom"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestPrepareFinishesNothingWhenNoFileCanBeRead(t *testing.T) {
	none := errors.New("no child could be started")
	h := &house{files: map[string]string{"a": "bom"}, read: func(string) (guide.Note, error) { return guide.Note{}, none }}
	if err := prepare(h, 0); !errors.Is(err, none) || len(h.finished) > 0 {
		t.Errorf("%v, %+v finished; want %v and nothing, so that the job is tried again", err, h.finished, none)
	}
}
