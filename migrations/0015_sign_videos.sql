-- +goose Up
-- Videos of objects in a sign language. One removed or replaced is kept, so that
-- it can be undone.
CREATE TABLE sign_videos (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id  text NOT NULL UNIQUE,
    museum_id  bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    object_id  bigint NOT NULL REFERENCES objects ON DELETE CASCADE,
    lang       text NOT NULL CHECK (length(lang) BETWEEN 1 AND 60), -- as its signers call it: 'LGP'
    kind       text NOT NULL CHECK (kind IN ('video/mp4', 'video/webm')),
    sha256     text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz
);
CREATE UNIQUE INDEX sign_videos_object ON sign_videos (object_id) WHERE removed_at IS NULL;
CREATE INDEX sign_videos_removed ON sign_videos (object_id, id) WHERE removed_at IS NOT NULL;
CREATE INDEX sign_videos_original ON sign_videos (sha256);
