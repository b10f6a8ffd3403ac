package site

import (
	"context"
	"io"
	"time"

	"cicerone/internal/guide"
)

// Collection is what the pages read. Everything it gives is public: live
// revisions for the public audience, under no embargo, and only objects that
// have such a note. What is not there is guide.ErrNotFound.
type Collection interface {
	// Museums lists every museum, by code.
	Museums(ctx context.Context) ([]guide.Museum, error)
	// Museum finds one by its code.
	Museum(ctx context.Context, code string) (guide.Museum, error)
	// Rooms lists a museum's rooms in visiting order.
	Rooms(ctx context.Context, museumID int64) ([]guide.Room, error)
	// Objects lists the objects that q describes, in visiting order (room order,
	// order in the room, id), each labelled in q.Lang or the nearest there is.
	Objects(ctx context.Context, q guide.ObjectQuery) ([]guide.Object, error)
	// ObjectNotes lists the notes about an object, one for each document, those
	// in lang first.
	ObjectNotes(ctx context.Context, museumID, objectID int64, lang string) ([]guide.LiveNote, error)
	// Related lists works near one, with what makes them so, the nearest first.
	Related(ctx context.Context, museum guide.Museum, object int64, lang string, limit int) ([]guide.RelatedObject, error)
	// ShownTurn finds an answer as it was shown, by its public id.
	// guide.ErrConflict: what it rests on is not public any more as it was; the
	// turn then holds its question and time alone.
	ShownTurn(ctx context.Context, museum guide.Museum, turn string, at time.Time) (guide.Turn, error)
	// Note finds the live revision of a document by its public id. Embargoes are
	// judged at the given time.
	Note(ctx context.Context, museumID int64, document string, at time.Time) (guide.LiveNote, error)
	// Rate keeps whether the answer of a turn, known by its public id, helped, and
	// why not. Turns are rated within guide.RateWithin.
	Rate(ctx context.Context, turn string, helpful bool, reason string, at time.Time) error
	Tours
	// PictureFile finds the file of a picture at one of its widths, by SHA-256.
	PictureFile(ctx context.Context, museumID int64, picture string, width int) (sha string, err error)
	// ObjectSignVideo finds the video of an object in a sign language, and SignVideo
	// one by its public id.
	ObjectSignVideo(ctx context.Context, museumID, objectID int64) (guide.SignVideo, error)
	SignVideo(ctx context.Context, museumID int64, video string) (guide.SignVideo, error)
}

// Files are those of the pictures and the videos, by SHA-256.
type Files interface {
	Get(sha string) (io.ReadSeekCloser, error)
}

// AskFunc answers a question, start to end, telling each step to emit on the
// way. It has the shape of ask.Guide's Ask method.
type AskFunc func(ctx context.Context, q guide.Question, emit func(guide.Event) error) (guide.Turn, error)
