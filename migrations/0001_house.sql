-- +goose Up
-- All the nouns of Cicerone. Every row belongs to a museum. Times are UTC.

-- An embedding model at one dimension. Passages carry one vector per space, so
-- that a model can be replaced while visitors go on asking.
CREATE TABLE embedding_spaces (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,79}$'),
    model      text NOT NULL,
    dims       int  NOT NULL CHECK (dims BETWEEN 1 AND 4000), -- what a halfvec index can hold
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE museums (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,39}$')
               CHECK (code NOT IN ('api', 'curator', 'static', 'mcp', 'healthz', 'readyz', 'metrics', 'patterns')), -- reserved addresses
    names      jsonb NOT NULL CHECK (jsonb_typeof(names) = 'object'),
    lang       text NOT NULL,
    langs      text[] NOT NULL CHECK (cardinality(langs) > 0),
    space_id   bigint NOT NULL REFERENCES embedding_spaces,
    settings   jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (names ? lang)
);

CREATE TABLE rooms (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    museum_id bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    code      text NOT NULL CHECK (length(code) BETWEEN 1 AND 80),
    floor     int  NOT NULL DEFAULT 0,
    ord       int  NOT NULL DEFAULT 0,
    names     jsonb NOT NULL DEFAULT '{}',
    abouts    jsonb NOT NULL DEFAULT '{}',
    UNIQUE (museum_id, code)
);

CREATE TABLE objects (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    museum_id  bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    inventory  text NOT NULL CHECK (length(inventory) BETWEEN 1 AND 80),
    room_id    bigint REFERENCES rooms ON DELETE SET NULL,
    ord        int  NOT NULL DEFAULT 0,
    highlight  boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (museum_id, inventory)
);
CREATE INDEX objects_room ON objects (room_id, ord, id);
CREATE INDEX objects_inventory ON objects (museum_id, lower(inventory)); -- as visitors type it

-- What the label says, once per language.
CREATE TABLE object_texts (
    object_id bigint NOT NULL REFERENCES objects ON DELETE CASCADE,
    lang      text NOT NULL,
    title     text NOT NULL,
    maker     text NOT NULL DEFAULT '',
    date      text NOT NULL DEFAULT '',
    material  text NOT NULL DEFAULT '',
    held_by   text NOT NULL DEFAULT '',
    PRIMARY KEY (object_id, lang)
);

CREATE TABLE documents (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id        text NOT NULL UNIQUE,
    museum_id        bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    source           text NOT NULL CHECK (length(source) BETWEEN 1 AND 500),
    -- The facts below are those of the live revision; they change with it.
    kind             text NOT NULL DEFAULT 'theme' CHECK (kind IN ('object', 'room', 'theme', 'visit')),
    object_id        bigint REFERENCES objects,
    room_id          bigint REFERENCES rooms,
    lang             text NOT NULL DEFAULT '',
    title            text NOT NULL DEFAULT '',
    audience         text NOT NULL DEFAULT 'public' CHECK (audience IN ('public', 'staff')),
    embargo_until    timestamptz,
    live_revision_id bigint UNIQUE,
    withdrawn_at     timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (museum_id, source),
    CHECK (kind <> 'object' OR object_id IS NOT NULL),
    CHECK (live_revision_id IS NULL OR (lang <> '' AND title <> ''))
);
CREATE INDEX documents_object ON documents (object_id);

CREATE TABLE revisions (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id    bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
    museum_id      bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    number         int  NOT NULL CHECK (number > 0),
    batch          text NOT NULL, -- the ingest run that brought it, for progress
    sha256         text NOT NULL CHECK (length(sha256) = 64), -- of the original file
    file_name      text NOT NULL,
    media_type     text NOT NULL,
    size           bigint NOT NULL CHECK (size >= 0),
    record         jsonb, -- set when the original holds many records and this is one of them
    content_sha256 text NOT NULL CHECK (length(content_sha256) = 64), -- of the record, or of the file
    author         text NOT NULL DEFAULT '',
    publish        boolean NOT NULL DEFAULT false, -- as soon as it is ready
    state          text NOT NULL DEFAULT 'stored' CHECK (state IN ('stored', 'ready', 'failed')),
    failure        text,
    note           jsonb, -- the facts a reader found: kind, inventory, label, language …
    text           text,
    created_at     timestamptz NOT NULL DEFAULT now(),
    ready_at       timestamptz,
    published_at   timestamptz,
    UNIQUE (document_id, number),
    CHECK ((state = 'failed') = (failure IS NOT NULL)),
    CHECK ((state = 'ready') = (text IS NOT NULL)),
    CHECK ((state = 'ready') = (note IS NOT NULL)),
    CHECK ((state = 'ready') = (ready_at IS NOT NULL)),
    CHECK (published_at IS NULL OR state = 'ready')
);
CREATE INDEX revisions_unfinished ON revisions (id) WHERE state = 'stored';
CREATE INDEX revisions_batch ON revisions (batch, state);
CREATE INDEX revisions_content ON revisions (museum_id, content_sha256);
ALTER TABLE documents ADD FOREIGN KEY (live_revision_id) REFERENCES revisions;

-- keys and lex carry the lexical index; see internal/postgres/lexical.go.
CREATE TABLE passages (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    revision_id bigint NOT NULL REFERENCES revisions ON DELETE CASCADE,
    museum_id   bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    ordinal     int  NOT NULL CHECK (ordinal >= 0),
    heading     text NOT NULL DEFAULT '',
    start_rune  int  NOT NULL CHECK (start_rune >= 0),
    end_rune    int  NOT NULL CHECK (end_rune > start_rune),
    text        text NOT NULL,
    keys        int[] NOT NULL,
    lex         sparsevec NOT NULL,
    UNIQUE (revision_id, ordinal)
);
CREATE INDEX passages_keys ON passages USING gin (keys) WITH (fastupdate = off);

-- How many live passages hold a key; kept in the transaction that publishes.
CREATE TABLE key_counts (
    museum_id bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    key       int NOT NULL,
    passages  int NOT NULL,
    PRIMARY KEY (museum_id, key)
);

CREATE TABLE passage_vectors (
    space_id    bigint NOT NULL REFERENCES embedding_spaces,
    passage_id  bigint NOT NULL REFERENCES passages ON DELETE CASCADE,
    revision_id bigint NOT NULL REFERENCES revisions ON DELETE CASCADE,
    museum_id   bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    embedding   halfvec NOT NULL,
    PRIMARY KEY (space_id, passage_id)
);
CREATE INDEX passage_vectors_museum ON passage_vectors (museum_id, space_id);
CREATE INDEX passage_vectors_revision ON passage_vectors (revision_id);

CREATE TABLE conversations (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id  text NOT NULL UNIQUE,
    museum_id  bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE turns (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id       text NOT NULL UNIQUE,
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    museum_id       bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    asked_at        timestamptz NOT NULL,
    question        text NOT NULL,
    standalone      text NOT NULL DEFAULT '',
    inventory       text NOT NULL DEFAULT '', -- the work at hand
    room            text NOT NULL DEFAULT '', -- the room at hand
    lang            text NOT NULL,
    verdict         text NOT NULL CHECK (verdict IN ('answered', 'not_covered', 'failed')),
    mode            text NOT NULL CHECK (mode IN ('model', 'quote')),
    answer          text NOT NULL,
    sentences       jsonb NOT NULL,
    citations       jsonb NOT NULL,
    withheld        int  NOT NULL DEFAULT 0,
    degraded        text[] NOT NULL DEFAULT '{}',
    reason          text NOT NULL DEFAULT '',
    model           text NOT NULL DEFAULT '',
    prompt          text NOT NULL DEFAULT '',
    space           text NOT NULL,
    timings         jsonb NOT NULL,
    CHECK (mode = 'model' OR model = '')
);
CREATE INDEX turns_conversation ON turns (conversation_id, id);
CREATE INDEX turns_museum ON turns (museum_id, asked_at);

CREATE TABLE turn_evidence (
    turn_id       bigint NOT NULL REFERENCES turns ON DELETE CASCADE,
    ordinal       int    NOT NULL,
    passage_id    bigint REFERENCES passages ON DELETE SET NULL,
    lexical_rank  int    NOT NULL, -- 0: not found by this leg
    lexical_score double precision NOT NULL,
    vector_rank   int    NOT NULL,
    vector_score  double precision NOT NULL,
    score         double precision NOT NULL,
    PRIMARY KEY (turn_id, ordinal)
);
CREATE INDEX turn_evidence_passage ON turn_evidence (passage_id);

CREATE TABLE feedback (
    turn_id    bigint PRIMARY KEY REFERENCES turns ON DELETE CASCADE,
    helpful    boolean NOT NULL,
    reason     text NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE gaps (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    museum_id  bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    turn_id    bigint NOT NULL UNIQUE REFERENCES turns ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    closed_at  timestamptz
);
CREATE INDEX gaps_open ON gaps (museum_id, created_at) WHERE closed_at IS NULL;

CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    museum_id     bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    email         text NOT NULL CHECK (email = lower(email) AND position('@' IN email) > 1),
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    role          text NOT NULL CHECK (role IN ('admin', 'editor', 'curator', 'reader')),
    password_hash text, -- argon2id; NULL for those who sign in elsewhere
    created_at    timestamptz NOT NULL DEFAULT now(),
    disabled_at   timestamptz,
    UNIQUE (museum_id, email)
);

-- One-time links by which an account is made. Only the token's hash is kept.
CREATE TABLE invitations (
    token_sha256 text PRIMARY KEY CHECK (length(token_sha256) = 64),
    museum_id    bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    role         text NOT NULL CHECK (role IN ('admin', 'editor', 'curator', 'reader')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);

CREATE TABLE pinned_answers (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    museum_id  bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    question   text NOT NULL,
    answer     text NOT NULL,
    lang       text NOT NULL,
    author_id  bigint NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The layout that alexedwards/scs expects.
CREATE TABLE sessions (
    token  text PRIMARY KEY,
    data   bytea NOT NULL,
    expiry timestamptz NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expiry);

CREATE TABLE api_tokens (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    museum_id    bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    name         text NOT NULL,
    token_sha256 text NOT NULL UNIQUE CHECK (length(token_sha256) = 64),
    scopes       text[] NOT NULL,
    created_by   bigint NOT NULL REFERENCES users,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz
);

CREATE TABLE audit_log (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    museum_id bigint REFERENCES museums ON DELETE CASCADE,
    user_id   bigint REFERENCES users ON DELETE SET NULL,
    at        timestamptz NOT NULL DEFAULT now(),
    action    text NOT NULL, -- "user.create", "document.withdraw"
    subject   text NOT NULL DEFAULT '',
    detail    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_museum ON audit_log (museum_id, at);
