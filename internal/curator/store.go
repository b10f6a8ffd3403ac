package curator

import (
	"context"
	"time"

	"cicerone/internal/guide"

	"github.com/alexedwards/scs/v2"
)

// Options are what the back office needs. Most of it is met by one store.
type Options struct {
	Museums     Museums
	Accounts    Accounts
	Invitations Invitations
	Desk        Desk
	Documents   Documents
	Publisher   Publisher
	Receiver    Receiver
	Uploads     Uploads
	People      People
	Tokens      Tokens
	Log         Log
	Settings    Settings
	Languages   []string // that visitors' pages have words in
	Reviewer    Reviewer
	Writer      Writer
	Retrier     Retrier
	Keeper      Keeper
	Places      Places
	Try         Try
	Sessions    SessionStore

	Evidence  Evidence
	Asked     Asked
	GapBook   GapBook
	PinBoard  PinBoard
	Pinner    Pinner
	PinSwitch PinSwitch
	// AddNote makes a draft of a note, and returns the document's public id. What
	// another document says already is guide.ErrConflict.
	AddNote func(ctx context.Context, by guide.User, n guide.DraftNote) (document string, err error)
	// Embed turns texts into vectors of the museum's space, so that questions can
	// be compared by meaning; nil when it can't.
	Embed func(m guide.Museum, texts []string) [][]float32

	SetBook   SetBook
	SetEditor SetEditor
	SetWriter SetWriter
	Wanted    WantedFunc
	RunBook   RunBook
	Runner    Runner
	AskUnseen AskUnseen

	Objects       Objects
	ObjectEditor  ObjectEditor
	Rooms         Rooms
	RoomEditor    RoomEditor
	Tours         Tours
	TourEditor    TourEditor
	TourPublisher TourPublisher
	Pictures      Pictures
	SignVideos    SignVideos
	Originals     Originals
	Draw          DrawFunc
	Text          TextFunc

	// Provider signs people in by OpenID Connect; nil where there is none.
	Provider Provider
	// ProviderName is what people call it: "Museu X".
	ProviderName string
	// PublicURL is where people reach the program, without a slash at its end:
	// one-time links begin with it.
	PublicURL string
	// HTTPS says that people reach the back office over https, so that cookies
	// need never travel without it.
	HTTPS bool
}

// Museums are those whose people may sign in.
type Museums interface {
	Museums(ctx context.Context) ([]guide.Museum, error)
}

// Accounts finds people. Those whose account is disabled are guide.ErrNotFound,
// like those who never had one.
type Accounts interface {
	User(ctx context.Context, id int64) (guide.User, error)
	UserByEmail(ctx context.Context, museum int64, email string) (guide.User, error)
}

// Invitations are the one-time links by which accounts are made. A token that
// is used, expired or unknown is guide.ErrNotFound; an address that has an
// account is guide.ErrConflict. Without a password hash the person signs in
// elsewhere.
type Invitations interface {
	Invitation(ctx context.Context, token string) (guide.Invitation, error)
	AcceptInvitation(ctx context.Context, token, email, name, passwordHash string) (guide.User, error)
}

// Desk is what the first page shows beside documents.
type Desk interface {
	Overview(ctx context.Context, museum int64, questionsSince time.Time) (guide.Overview, error)
	Gaps(ctx context.Context, museum int64, limit int) ([]guide.Gap, error)
}

// Documents are a museum's documents as those see them who look after them.
type Documents interface {
	Documents(ctx context.Context, q guide.DocumentQuery) (guide.DocumentList, error)
	Document(ctx context.Context, museum int64, publicID string) (guide.OpenDocument, error)
	ReadRevision(ctx context.Context, museum, revision int64) (guide.ReadRevision, error)
}

// Publisher changes what visitors read, from the next question on. What cannot
// be done to the document as it stands is guide.ErrConflict.
type Publisher interface {
	Withdraw(ctx context.Context, by guide.User, document string) error
	Publish(ctx context.Context, by guide.User, document string, revision int) error
}

// SessionStore keeps sessions. All lists those that have not expired, under the
// keys by which they can be deleted.
type SessionStore interface {
	scs.Store
	All() (map[string][]byte, error)
}
