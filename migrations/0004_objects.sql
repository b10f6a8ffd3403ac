-- +goose Up
-- Objects and rooms are looked after by people as well as told by notes.

-- version counts a row's changes: a form names the one it was made from.
ALTER TABLE rooms ADD COLUMN version int NOT NULL DEFAULT 1;

-- What a person placed or wrote stays when the next note is published. folded
-- is what is searched: without capitals and accents, as folded() in
-- internal/postgres makes it.
ALTER TABLE objects
    ADD COLUMN version int NOT NULL DEFAULT 1,
    ADD COLUMN placed_by_hand boolean NOT NULL DEFAULT false,
    ADD COLUMN folded text NOT NULL GENERATED ALWAYS AS
        (translate(lower(inventory), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy')) STORED;
ALTER TABLE object_texts
    ADD COLUMN by_hand boolean NOT NULL DEFAULT false,
    ADD COLUMN folded text NOT NULL GENERATED ALWAYS AS
        (translate(lower(title || ' ' || maker), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy')) STORED;

-- Pictures of objects. Those removed or replaced are kept, so that it can be
-- undone.
CREATE TABLE pictures (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id  text NOT NULL UNIQUE,
    museum_id  bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    object_id  bigint NOT NULL REFERENCES objects ON DELETE CASCADE,
    sizes      jsonb NOT NULL CHECK (jsonb_typeof(sizes) = 'array' AND jsonb_array_length(sizes) > 0), -- width, height, sha256; smallest first
    alts       jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(alts) = 'object'), -- by language, none empty
    credit     text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz
);
CREATE UNIQUE INDEX pictures_object ON pictures (object_id) WHERE removed_at IS NULL;
CREATE INDEX pictures_removed ON pictures (object_id, id) WHERE removed_at IS NOT NULL;
