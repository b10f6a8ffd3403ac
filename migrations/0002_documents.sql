-- +goose Up
-- The life of a document: who wrote, submitted and approved each revision, what
-- was edited by hand, on what terms it may be read, and how lists find it.

ALTER TABLE revisions
    ADD created_by   bigint REFERENCES users ON DELETE SET NULL, -- whose text it is; NULL: whoever ran the program
    ADD edited       jsonb, -- the note as a person wrote it, read instead of the original
    ADD submitted_at timestamptz, -- in review since
    ADD submitted_by bigint REFERENCES users ON DELETE SET NULL,
    ADD approved_by  bigint REFERENCES users ON DELETE SET NULL, -- who published it
    ADD returned_at  timestamptz, -- sent back by an editor
    ADD returned_by  bigint REFERENCES users ON DELETE SET NULL,
    ADD returned     text NOT NULL DEFAULT '' CHECK (length(returned) <= 500), -- with these words
    ADD CHECK (submitted_at IS NULL OR state = 'ready'),
    ADD CHECK (returned = '' OR returned_at IS NOT NULL);
CREATE INDEX revisions_failed ON revisions (museum_id, id) WHERE state = 'failed';
CREATE INDEX revisions_original ON revisions (sha256); -- is an original still needed?

ALTER TABLE documents
    ADD sensitivity   text NOT NULL DEFAULT '' CHECK (length(sensitivity) <= 300), -- said to visitors above the text
    ADD terms_by_hand boolean NOT NULL DEFAULT false, -- a person set audience and embargo: no later revision relaxes them
    -- A document deleted while visitors could read it has withdrawn_at = deleted_at,
    -- so that undoing the one undoes the other.
    ADD deleted_at    timestamptz,
    ADD CHECK (deleted_at IS NULL OR withdrawn_at IS NOT NULL);
CREATE INDEX documents_deleted ON documents (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX documents_room ON documents (room_id);

-- Documents as lists show and find them, derived from the two tables above in
-- each transaction that changes them; see internal/postgres/listed.sql. Facts are
-- those of the live revision, or of the newest where none is.
CREATE TABLE listed_documents (
    document_id bigint PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    museum_id   bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    revision_id bigint NOT NULL, -- the newest
    state       text NOT NULL CHECK (state IN ('failed', 'stored', 'draft', 'review', 'live', 'withdrawn', 'deleted')),
    changed_at  timestamptz NOT NULL, -- when the newest was made
    title       text NOT NULL,
    inventory   text NOT NULL,
    kind        text NOT NULL,
    lang        text NOT NULL,
    room        text NOT NULL, -- code that the note names
    author      text NOT NULL,
    words       text NOT NULL  -- title, inventory and source without capitals and accents
);
CREATE INDEX listed_documents_order ON listed_documents (museum_id, (state <> 'failed'), changed_at DESC, document_id DESC) WHERE state <> 'deleted';
CREATE INDEX listed_documents_state ON listed_documents (museum_id, state, changed_at DESC, document_id DESC);
CREATE INDEX listed_documents_lang ON listed_documents (museum_id, lang, changed_at DESC, document_id DESC);
CREATE INDEX listed_documents_author ON listed_documents (museum_id, author, changed_at DESC, document_id DESC);

INSERT INTO listed_documents
SELECT d.id, d.museum_id, r.id,
       CASE WHEN r.state <> 'ready' THEN r.state
            WHEN d.live_revision_id IS DISTINCT FROM r.id THEN 'draft'
            WHEN d.withdrawn_at IS NOT NULL THEN 'withdrawn'
            ELSE 'live' END,
       r.created_at, facts.title, facts.inventory,
       CASE WHEN d.live_revision_id IS NULL THEN coalesce(r.note->>'Kind', '') ELSE d.kind END,
       CASE WHEN d.live_revision_id IS NULL THEN coalesce(r.note->>'Lang', '') ELSE d.lang END,
       coalesce(room.code, r.note->>'Room', ''), r.author,
       translate(lower(facts.title || ' ' || facts.inventory || ' ' || d.source), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy')
FROM documents d
JOIN LATERAL (SELECT * FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) r ON true
LEFT JOIN objects o ON o.id = d.object_id
LEFT JOIN rooms room ON room.id = d.room_id
CROSS JOIN LATERAL (SELECT coalesce(nullif(d.title, ''), nullif(r.note->'Label'->>'title', ''), d.source) AS title,
                           coalesce(o.inventory, r.note->>'Inventory', '') AS inventory) facts;
