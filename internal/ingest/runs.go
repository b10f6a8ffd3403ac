package ingest

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
)

// runArgs asks for what is left of a run of a museum's set of questions.
type runArgs struct {
	Run int64 `json:"run"`
}

func (runArgs) Kind() string { return "run_set" }

// runQueue is worked one run at a time, beside the documents: neither waits for
// the other, and of a model's places a run takes one.
const runQueue = "sets"

// InsertOpts sends runs to their own queue.
func (runArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: runQueue} }

// RunFunc asks what is left of a run. last says that it will not be tried again
// should it fail.
type RunFunc func(ctx context.Context, run int64, last bool) error

// Runs has runs worked by work. It must come before Start; where no jobs are
// worked it does nothing.
func (j *Jobs) Runs(work RunFunc) {
	if j.workers != nil {
		river.AddWorker(j.workers, &runWorker{work: work})
	}
}

// EnqueueRun queues a run in the caller's transaction.
func (j *Jobs) EnqueueRun(ctx context.Context, tx pgx.Tx, run int64) error {
	if _, err := j.client.InsertTx(ctx, tx, runArgs{run}, nil); err != nil {
		return fmt.Errorf("queue run: %w", err)
	}
	return nil
}

// ResumeRuns queues again the runs that a killed worker may have left behind.
// Who else may be at one is not asked: each question's outcome is kept once.
func (j *Jobs) ResumeRuns(ctx context.Context, runs []int64) error {
	for _, run := range runs {
		if _, err := j.client.Insert(ctx, runArgs{run}, nil); err != nil {
			return fmt.Errorf("resume runs: %w", err)
		}
	}
	return nil
}

type runWorker struct {
	river.WorkerDefaults[runArgs]
	work RunFunc
}

// Timeout is that of the largest set with the slowest model: 500 minutes, and a
// night's patience.
func (*runWorker) Timeout(*river.Job[runArgs]) time.Duration { return 16 * time.Hour }

func (w *runWorker) Work(ctx context.Context, job *river.Job[runArgs]) error {
	return w.work(ctx, job.Args.Run, job.Attempt >= job.MaxAttempts)
}
