package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"cicerone/internal/guide"
)

// prepareArgs asks for the preparation of some revisions of one museum.
type prepareArgs struct {
	Museum    string  `json:"museum"` // code
	Revisions []int64 `json:"revisions"`
}

func (prepareArgs) Kind() string { return "prepare" }

// jobSize is how many revisions one job prepares: enough that a transaction's
// cost is shared, few enough that progress is seen and a retry is cheap.
const jobSize = 64

// maxAttempts is how often a job is tried. River waits attempt⁴ seconds between
// tries, so six of them ride out eleven minutes without a database.
const maxAttempts = 6

// embedPause is how long notes wait for an embedding server that is down, before
// it is asked again.
const embedPause = 30 * time.Second

// Jobs queues and works preparation jobs, and those of Daily and Runs.
type Jobs struct {
	client  *river.Client[pgx.Tx]
	workers *river.Workers // nil when none are worked
}

// Museums finds a museum by its code.
type Museums interface {
	Museum(ctx context.Context, code string) (guide.Museum, error)
}

// NewJobs connects to the queue. With workers > 0, Start works jobs by handing
// them to prepare, so many at a time.
func NewJobs(pool *pgxpool.Pool, museums Museums, prepare Preparer, workers int, log *slog.Logger) (*Jobs, error) {
	config := &river.Config{Logger: log, MaxAttempts: maxAttempts}
	if workers > 0 {
		config.Workers = river.NewWorkers()
		river.AddWorker(config.Workers, &prepareWorker{museums: museums, prepare: prepare})
		config.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}, runQueue: {MaxWorkers: 1}}
		config.FetchCooldown = 20 * time.Millisecond
		config.JobTimeout = jobSize * 4 * time.Minute                   // all of them scans; see extract.Patience
		config.RescueStuckJobsAfter = config.JobTimeout + 5*time.Minute // sooner by Resume
	}
	client, err := river.NewClient(riverpgxv5.New(pool), config)
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return &Jobs{client, config.Workers}, nil
}

// Enqueue queues revisions in the caller's transaction.
func (j *Jobs) Enqueue(ctx context.Context, tx pgx.Tx, museum guide.Museum, revisions []int64) error {
	if len(revisions) == 0 {
		return nil
	}
	if _, err := j.client.InsertManyTx(ctx, tx, jobsFor(museum.Code, revisions)); err != nil {
		return fmt.Errorf("queue jobs: %w", err)
	}
	return nil
}

func jobsFor(museum string, revisions []int64) []river.InsertManyParams {
	var jobs []river.InsertManyParams
	for len(revisions) > 0 {
		n := min(jobSize, len(revisions))
		jobs = append(jobs, river.InsertManyParams{Args: prepareArgs{Museum: museum, Revisions: revisions[:n:n]}})
		revisions = revisions[n:]
	}
	return jobs
}

// Resume queues again whatever a killed worker may have left behind. Preparing
// twice does no harm, so nothing is asked about who else may be at it.
func (j *Jobs) Resume(ctx context.Context, museum guide.Museum, revisions []int64) error {
	if len(revisions) == 0 {
		return nil
	}
	if _, err := j.client.InsertMany(ctx, jobsFor(museum.Code, revisions)); err != nil {
		return fmt.Errorf("resume jobs: %w", err)
	}
	return nil
}

// Start begins to work jobs until Stop.
func (j *Jobs) Start(ctx context.Context) error {
	if err := j.client.Start(ctx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	return nil
}

// Stop, after Start, lets running jobs finish until ctx ends, then cancels them;
// they are taken up again later.
func (j *Jobs) Stop(ctx context.Context) error {
	err := j.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = j.client.StopAndCancel(context.WithoutCancel(ctx))
	}
	if err != nil {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}

type prepareWorker struct {
	river.WorkerDefaults[prepareArgs]
	museums Museums
	prepare Preparer
}

// Work prepares a job's revisions. While the embedding server is down they wait. On the last attempt what still fails is
// recorded with the revisions, so that a curator sees it and can try again.
func (w *prepareWorker) Work(ctx context.Context, job *river.Job[prepareArgs]) error {
	museum, err := w.museums.Museum(ctx, job.Args.Museum)
	if errors.Is(err, guide.ErrNotFound) {
		return river.JobCancel(err) // the museum was removed
	}
	if err != nil {
		return err
	}
	err = w.prepare.Prepare(ctx, museum, job.Args.Revisions)
	if _, embedding := errors.AsType[*embedError](err); embedding && errors.Is(err, guide.ErrUnavailable) {
		return river.JobSnooze(embedPause) // however long the server is down
	}
	if err == nil || job.Attempt < job.MaxAttempts {
		return err
	}
	return errors.Join(err, w.prepare.giveUp(ctx, museum, job.Args.Revisions))
}

// giveUp marks the revisions that still wait as failed.
func (p Preparer) giveUp(ctx context.Context, museum guide.Museum, ids []int64) error {
	var failed []guide.Prepared
	for _, id := range ids {
		failed = append(failed, guide.Prepared{RevisionID: id, Failure: "the server could not process it, though it tried several times; add it again, and tell whoever runs the server"})
	}
	return p.Store.Finish(ctx, museum, failed)
}
