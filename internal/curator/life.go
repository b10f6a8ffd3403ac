package curator

import (
	"context"

	"cicerone/internal/guide"
)

// Reviewer moves a draft towards being published, and back. What cannot be done
// to the document as it stands is guide.ErrConflict.
type Reviewer interface {
	Submit(ctx context.Context, by guide.User, document string, revision int) error
	TakeBack(ctx context.Context, by guide.User, document string, revision int) error
	SendBack(ctx context.Context, by guide.User, document string, revision int, word string) error
}

// Writer makes new revisions of what people wrote. When somebody else was
// faster, or the newest revision is still being read, it is guide.ErrConflict.
type Writer interface {
	Edit(ctx context.Context, by guide.User, e guide.Edit) error
	RestoreRevision(ctx context.Context, by guide.User, document string, revision int) error
}

// Retrier has documents read again that could not be.
type Retrier interface {
	Retry(ctx context.Context, by guide.User, document string) error
	RetryFailed(ctx context.Context, by guide.User) (int, error)
}

// Keeper decides who may read a document, and whether it stays.
type Keeper interface {
	SetTerms(ctx context.Context, by guide.User, document string, t guide.Terms) error
	Delete(ctx context.Context, by guide.User, document string) error
	Undelete(ctx context.Context, by guide.User, document string) error
}

// Places are what a note may be about.
type Places interface {
	Rooms(ctx context.Context, museum int64) ([]guide.Room, error)
	// ObjectTitle is the title of the object with an inventory number in a
	// language or the nearest there is; guide.ErrNotFound when the number is new.
	ObjectTitle(ctx context.Context, museum int64, inventory, lang string) (string, error)
}

// Try answers a question as if a revision were published.
type Try func(ctx context.Context, t guide.Trial) (guide.Turn, error)
