package curator

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"cicerone/internal/guide"

	"github.com/alexedwards/argon2id"
	"github.com/alexedwards/scs/v2/memstore"
)

// A museum with a person of every role, a few documents, and a second museum
// that must never show.

const goodPassword = "uma frase que serve"

// goodHash is made with little work: what it costs is not what is tested.
var goodHash = func() string {
	hash, err := argon2id.CreateHash(goodPassword, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		panic(err)
	}
	return hash
}()

var (
	gallery = guide.Museum{ID: 1, Code: "galeria", Lang: "pt", Langs: []string{"pt", "en"},
		Names: map[string]string{"pt": "Galeria Cicerone", "en": "Cicerone Gallery"}}
	other = guide.Museum{ID: 2, Code: "outro", Lang: "pt", Langs: []string{"pt"}, Names: map[string]string{"pt": "Outro Museu"}}
)

// hostile is written wherever people or visitors can write.
const hostile = `<script>alert("x")</script><img src=x onerror=alert(1)> & "aspas"`

// fakeHouse is everything the back office needs, in memory.
type fakeHouse struct {
	mu          sync.Mutex
	museums     []guide.Museum
	users       []guide.User
	disabled    map[int64]bool
	invitations map[string]guide.Role // to the gallery, by token
	documents   map[string]guide.OpenDocument
	texts       map[int64]guide.ReadRevision
	gaps        []guide.Gap
	asked       guide.DocumentQuery // the last
	uploads     []guide.Upload      // in the order in which they were sent
	askedQuery  guide.AskedQuery    // the last
	closed      guide.Closing       // what the last closing was
	withdrawn   time.Time           // when the pinned answer was
	running     bool                // a set is being run
	did         []string
	edited      guide.Note
	refused     error // what doing something to a document returns, when set
	broken      error // what every call returns, when set
	sessions    *memstore.MemStore
	staff       fakeStaff
	provider    Provider // nil: passwords only
	objects     *fakeObjects
	tours       *fakeTours
}

func newFakeHouse() *fakeHouse {
	day := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	h := &fakeHouse{
		museums:     []guide.Museum{gallery},
		disabled:    map[int64]bool{},
		invitations: map[string]guide.Role{"GOODTOKEN": guide.RoleAdmin},
		sessions:    memstore.NewWithCleanupInterval(0),
		gaps: []guide.Gap{{ID: 1, Turn: "GAP1", Question: hostile, Lang: "pt", At: day}, {ID: 2, Turn: "GAP2", Question: "Há ratos?", Lang: "pt", Inventory: "CG-001", At: day},
			{ID: 3, Turn: "GAP3", Question: "há RATOS", Lang: "pt", Inventory: "CG-001", At: day}},
		documents: map[string]guide.OpenDocument{},
		texts:     map[int64]guide.ReadRevision{},
		staff:     newFakeStaff(),
		objects:   newFakeObjects(),
		tours:     newFakeTours(),
	}
	for i, role := range []guide.Role{guide.RoleReader, guide.RoleCurator, guide.RoleEditor, guide.RoleAdmin} {
		h.users = append(h.users, guide.User{ID: int64(i + 1), Museum: gallery, Role: role,
			Email: string(role) + "@museu.pt", Name: "Pessoa " + string(role), PasswordHash: goodHash})
	}
	h.users = append(h.users, guide.User{ID: 9, Museum: other, Role: guide.RoleAdmin, Email: "admin@museu.pt", Name: "De outro", PasswordHash: goodHash})

	add := func(d guide.ListedDocument, revisions ...guide.Published) {
		d.Date, d.Author = day, "Equipa da Galeria"
		for i := range revisions {
			r := &revisions[i]
			r.DocumentID, r.CreatedAt = d.ID, day
			r.Original = guide.Original{Name: "nota.md", Type: "text/plain; charset=utf-8", Size: 2100}
			if r.State == guide.RevisionReady {
				h.texts[r.ID] = guide.ReadRevision{
					Note: guide.Note{Lang: d.Lang, Kind: d.Kind, Inventory: d.Inventory, Label: guide.Label{Title: d.Title},
						Text: "Título\n\nPrimeira passagem, com " + hostile + "\n\nSegunda."},
					Passages: []guide.Passage{{Ordinal: 0, Start: 8, End: 30}, {Ordinal: 1, Start: 30, End: 50}},
				}
			}
		}
		h.documents[d.PublicID] = guide.OpenDocument{ListedDocument: d, Terms: guide.Terms{Audience: guide.AudiencePublic}, Revisions: revisions}
	}
	ready := func(id int64, number int) guide.Published {
		return guide.Published{Revision: guide.Revision{ID: id, Number: number, State: guide.RevisionReady}, At: day}
	}
	failed := func(id int64, number int) guide.Published {
		return guide.Published{Revision: guide.Revision{ID: id, Number: number, State: guide.RevisionFailed, Failure: "there is no text in it"}}
	}
	add(guide.ListedDocument{ID: 1, PublicID: "live", Source: "CG-001.pt.md", Title: "Painéis de São Vicente", Inventory: "CG-001", Kind: guide.KindObject,
		Lang: "pt", State: guide.DocumentLive, Revision: 2, LiveRevision: 2}, ready(12, 2), ready(11, 1))
	add(guide.ListedDocument{ID: 2, PublicID: "failed", Source: "vazio.md", Title: "vazio.md", State: guide.DocumentFailed, Revision: 1,
		Failure: "there is no text in it"}, failed(21, 1))
	add(guide.ListedDocument{ID: 3, PublicID: "hostile", Source: "hostil.md", Title: hostile, Inventory: hostile, Kind: guide.KindObject, Lang: `"><script>`,
		State: guide.DocumentLive, Revision: 1, LiveRevision: 1}, ready(31, 1))
	add(guide.ListedDocument{ID: 4, PublicID: "draft", Source: "draft.md", Title: "Draft", Kind: guide.KindTheme, Lang: "en",
		State: guide.DocumentDraft, Revision: 2, LiveRevision: 1}, ready(42, 2), ready(41, 1))
	add(guide.ListedDocument{ID: 5, PublicID: "halffailed", Source: "half.md", Title: "Metade", Kind: guide.KindTheme, Lang: "pt",
		State: guide.DocumentFailed, Revision: 2, LiveRevision: 1, Failure: "the file ends too early"}, failed(52, 2), ready(51, 1))
	return h
}

func (h *fakeHouse) lock() func() { h.mu.Lock(); return h.mu.Unlock }

func (h *fakeHouse) Museums(context.Context) ([]guide.Museum, error) { return h.museums, h.broken }

func (h *fakeHouse) User(_ context.Context, id int64) (guide.User, error) {
	defer h.lock()()
	return h.find(func(u guide.User) bool { return u.ID == id })
}

func (h *fakeHouse) UserByEmail(_ context.Context, museum int64, email string) (guide.User, error) {
	defer h.lock()()
	return h.find(func(u guide.User) bool { return u.Museum.ID == museum && u.Email == email })
}

func (h *fakeHouse) find(is func(guide.User) bool) (guide.User, error) {
	if h.broken != nil {
		return guide.User{}, h.broken
	}
	if i := slices.IndexFunc(h.users, is); i >= 0 && !h.disabled[h.users[i].ID] {
		return h.users[i], nil
	}
	return guide.User{}, guide.ErrNotFound
}

func (h *fakeHouse) Invitation(_ context.Context, token string) (guide.Invitation, error) {
	defer h.lock()()
	role, ok := h.invitations[token]
	if !ok {
		return guide.Invitation{}, guide.ErrNotFound
	}
	return guide.Invitation{Museum: gallery, Role: role, Name: "Convidada", Email: "convidada@museu.pt"}, h.broken
}

func (h *fakeHouse) AcceptInvitation(_ context.Context, token, email, name, hash string) (guide.User, error) {
	defer h.lock()()
	role, ok := h.invitations[token]
	if !ok {
		return guide.User{}, guide.ErrNotFound
	}
	if _, err := h.find(func(u guide.User) bool { return u.Museum.ID == gallery.ID && u.Email == email }); err == nil {
		return guide.User{}, fmt.Errorf("has an account: %w", guide.ErrConflict)
	}
	delete(h.invitations, token)
	u := guide.User{ID: int64(100 + len(h.users)), Museum: gallery, Email: email, Name: name, Role: role, PasswordHash: hash}
	h.users = append(h.users, u)
	return u, nil
}

func (h *fakeHouse) Overview(_ context.Context, museum int64, _ time.Time) (guide.Overview, error) {
	defer h.lock()()
	o := guide.Overview{Documents: map[guide.DocumentState]int{}, Objects: 80, Questions: 7, Gaps: len(h.gaps)}
	for _, d := range h.documents {
		o.Documents[d.State]++
	}
	return o, h.broken
}

func (h *fakeHouse) Gaps(context.Context, int64, int) ([]guide.Gap, error) { return h.gaps, h.broken }

func (h *fakeHouse) Documents(_ context.Context, q guide.DocumentQuery) (guide.DocumentList, error) {
	defer h.lock()()
	h.asked = q
	out := guide.DocumentList{Langs: []string{"en", "pt"}}
	for _, d := range h.documents {
		if (q.State == "" || d.State == q.State) && (q.Lang == "" || d.Lang == q.Lang) &&
			strings.Contains(strings.ToLower(d.Title), strings.ToLower(q.Text)) {
			out.Documents = append(out.Documents, d.ListedDocument)
		}
	}
	slices.SortFunc(out.Documents, func(a, b guide.ListedDocument) int { return int(a.ID - b.ID) })
	out.Total = len(out.Documents)
	out.Documents = out.Documents[min(q.Offset, len(out.Documents)):]
	return out, h.broken
}

func (h *fakeHouse) Document(_ context.Context, museum int64, id string) (guide.OpenDocument, error) {
	defer h.lock()()
	d, ok := h.documents[id]
	if !ok || museum != gallery.ID {
		return guide.OpenDocument{}, guide.ErrNotFound
	}
	return d, h.broken
}

func (h *fakeHouse) ReadRevision(_ context.Context, museum, revision int64) (guide.ReadRevision, error) {
	defer h.lock()()
	r, ok := h.texts[revision]
	if !ok || museum != gallery.ID {
		return guide.ReadRevision{}, guide.ErrNotFound
	}
	return r, h.broken
}

func (h *fakeHouse) Withdraw(_ context.Context, by guide.User, id string) error {
	defer h.lock()()
	d, ok := h.documents[id]
	switch {
	case !ok || by.Museum.ID != gallery.ID:
		return guide.ErrNotFound
	case h.refused != nil:
		return h.refused
	case d.LiveRevision == 0:
		return guide.ErrConflict
	}
	d.State, d.Withdrawn = guide.DocumentWithdrawn, time.Now()
	d.Acts = append([]guide.Act{{Who: by.Name, Action: "document.withdraw", At: time.Now()}}, d.Acts...)
	h.documents[id] = d
	h.did = append(h.did, fmt.Sprintf("%s withdraws %s", by.Role, id))
	return nil
}

func (h *fakeHouse) Publish(_ context.Context, by guide.User, id string, revision int) error {
	defer h.lock()()
	d, ok := h.documents[id]
	switch {
	case !ok || by.Museum.ID != gallery.ID:
		return guide.ErrNotFound
	case h.refused != nil:
		return h.refused
	case revision < d.LiveRevision:
		return guide.ErrConflict
	}
	d.State, d.Withdrawn, d.LiveRevision = guide.DocumentLive, time.Time{}, revision
	h.documents[id] = d
	h.did = append(h.did, fmt.Sprintf("%s publishes %s/%d", by.Role, id, revision))
	return nil
}
