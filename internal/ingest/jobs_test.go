package ingest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"cicerone/internal/guide"
)

func (h *house) Museum(context.Context, string) (guide.Museum, error) {
	return guide.Museum{Lang: "pt", Space: guide.Space{Name: "none", Dims: 1}}, nil
}

// While the embedding server is down notes wait, on the last attempt too; a
// space that nobody embeds in is tried as often as any fault, and then told.
func TestNotesWaitForTheEmbeddingServer(t *testing.T) {
	h := &house{files: map[string]string{"a": "bom"}, read: func(file string) (guide.Note, error) {
		return guide.Note{Text: "O vaso foi feito de barro."}, nil
	}}
	w := prepareWorker{museums: h, prepare: Preparer{Store: h, Originals: h, Reader: h, Embedder: h}}
	job := &river.Job[prepareArgs]{JobRow: &rivertype.JobRow{Attempt: 6, MaxAttempts: 6}, Args: prepareArgs{Revisions: []int64{0}}}

	h.embedErr = fmt.Errorf("server: %w", guide.ErrUnavailable)
	err := w.Work(t.Context(), job)
	if snooze, ok := errors.AsType[*river.JobSnoozeError](err); !ok || len(h.finished) > 0 {
		t.Errorf("down: got %v and finished %v; want to be asked again", err, h.finished)
	} else if snooze == nil {
		t.Error("no pause")
	}
	h.embedErr = fmt.Errorf("space: %w", guide.ErrConflict)
	if err := w.Work(t.Context(), job); !errors.Is(err, guide.ErrConflict) || len(h.finished) != 1 || h.finished[0].Failure == "" {
		t.Errorf("another space: got %v and finished %v; want %v and a failure", err, h.finished, guide.ErrConflict)
	}
}
