package guide

import "time"

// Account is a person of the back office as an admin sees them.
type Account struct {
	User
	SeenAt     time.Time // zero: never
	DisabledAt time.Time // zero: may sign in
}

// Invitation is a one-time link by which somebody makes an account.
type Invitation struct {
	ID        int64
	Museum    Museum
	Role      Role
	Name      string // of whom it is for; may be empty
	Email     string // lower case; may be empty
	CreatedBy string // name; empty: whoever runs the program
	CreatedAt time.Time
	ExpiresAt time.Time
}

// LogQuery narrows a museum's audit log. Zero fields do not narrow.
type LogQuery struct {
	MuseumID int64
	Person   int64  // id of who did it; OnServer for whoever runs the program
	Kind     string // first word of the action: "document"
	Before   int64  // only entries with a smaller id: the page after the one that ends there
	Limit    int
}

// OnServer stands in a LogQuery for whoever runs the program.
const OnServer int64 = -1

// LogEntry is something a person did, and to what.
type LogEntry struct {
	ID      int64
	Who     string // empty: whoever runs the program
	Action  string // "document.withdraw"
	Subject string // a document's public id, a person's address …
	Title   string // of the document that the subject is; empty for other subjects
	Detail  map[string]any
	At      time.Time
}

// SignInAttempt is what a sign-in by OpenID Connect must come back with. All of
// it is the browser's own until then.
type SignInAttempt struct {
	State    string // comes back with the code, in the address
	Nonce    string // comes back within the ID token
	Verifier string // proves that the code is redeemed by whoever asked for it (PKCE, RFC 7636)
}

// Identity is who somebody is, as their identity provider vouches for.
type Identity struct {
	Email string // verified by the provider; as it writes it
	Name  string // may be empty
}
