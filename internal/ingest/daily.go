package ingest

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// dailyArgs asks for what has to be done once a day.
type dailyArgs struct{}

func (dailyArgs) Kind() string { return "daily" }

// daily is how often; and however many programs work jobs on one database, the
// work of one such span is queued once.
const daily = 24 * time.Hour

// InsertOpts keeps several programs, and one that is often restarted, from doing
// a day's work several times.
func (dailyArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: river.UniqueOpts{ByPeriod: daily}}
}

// Daily has work done once a day, and soon after Start when it has not been done
// that day. It must come before Start; where no jobs are worked it does nothing.
// Work that fails is tried again, like every job.
func (j *Jobs) Daily(work func(context.Context) error) {
	if j.workers == nil {
		return
	}
	river.AddWorker(j.workers, river.WorkFunc(func(ctx context.Context, _ *river.Job[dailyArgs]) error { return work(ctx) }))
	j.client.PeriodicJobs().Add(river.NewPeriodicJob(river.PeriodicInterval(daily),
		func() (river.JobArgs, *river.InsertOpts) { return dailyArgs{}, nil }, &river.PeriodicJobOpts{RunOnStart: true}))
}
