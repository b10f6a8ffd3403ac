-- +goose Up
-- One row for each file that somebody sent. Its public id is the batch of the
-- revisions it brought. A request that is made again, because the answer was
-- lost, has the same museum, basket and key, and is the same upload.
CREATE TABLE uploads (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id       text NOT NULL UNIQUE,
    museum_id       bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    basket          text NOT NULL CHECK (length(basket) BETWEEN 1 AND 80), -- the files sent together
    key             text NOT NULL CHECK (length(key) BETWEEN 1 AND 80),    -- the sender's name for the file in its basket
    user_id         bigint REFERENCES users ON DELETE SET NULL,
    token_id        bigint REFERENCES api_tokens ON DELETE SET NULL,
    path            text NOT NULL CHECK (length(path) BETWEEN 1 AND 300),  -- as the sender named it, made safe
    source          text NOT NULL CHECK (length(source) BETWEEN 1 AND 500), -- of the document it is to be
    author          text NOT NULL DEFAULT '',
    publish         boolean NOT NULL DEFAULT false,
    sha256          text CHECK (length(sha256) = 64), -- NULL: refused before it was kept
    media_type      text NOT NULL DEFAULT '',
    size            bigint NOT NULL CHECK (size >= 0),
    arrival         text CHECK (arrival IN ('new', 'updated', 'unchanged', 'pending', 'refused')), -- NULL: not yet registered
    reason          text,                             -- why it was refused
    document_id     bigint REFERENCES documents ON DELETE SET NULL,
    revision_id     bigint REFERENCES revisions ON DELETE SET NULL,
    records         int NOT NULL DEFAULT 0 CHECK (records >= 0),         -- in a file of many; 0: the file is one document
    refused_records int NOT NULL DEFAULT 0 CHECK (refused_records >= 0),
    refused_why     text NOT NULL DEFAULT '',         -- of the first of them
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (museum_id, basket, key),
    CHECK ((arrival IS NOT DISTINCT FROM 'refused') = (reason IS NOT NULL)),
    CHECK (sha256 IS NOT NULL OR arrival = 'refused')
);
CREATE INDEX uploads_person ON uploads (museum_id, user_id, id);
CREATE INDEX uploads_unsettled ON uploads (museum_id, id) WHERE arrival IS NULL;
