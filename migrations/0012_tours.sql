-- +goose Up
-- Tours, and the doors between rooms.

-- Codes of the rooms one walks into from here. Empty: those beside it on the
-- visit. A code that no room has leads nowhere.
ALTER TABLE rooms ADD COLUMN doors text[] NOT NULL DEFAULT '{}';

-- Tours that curators made. A deleted one is kept, so that it can be undone.
CREATE TABLE tours (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id    text NOT NULL UNIQUE,
    museum_id    bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    version      int  NOT NULL DEFAULT 1, -- counts its changes: a form names the one it was made from
    ord          int  NOT NULL DEFAULT 0,
    titles       jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(titles) = 'object'), -- by language, none empty
    intros       jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(intros) = 'object'),
    minutes      int  NOT NULL DEFAULT 0 CHECK (minutes BETWEEN 0 AND 240), -- 0: worked out from its works
    created_at   timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    deleted_at   timestamptz
);
CREATE INDEX tours_museum ON tours (museum_id, ord, id);

CREATE TABLE tour_stops (
    tour_id   bigint NOT NULL REFERENCES tours ON DELETE CASCADE,
    object_id bigint NOT NULL REFERENCES objects ON DELETE CASCADE,
    ord       int  NOT NULL, -- from 1
    words     jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(words) = 'object'), -- said on the way to the work, by language
    PRIMARY KEY (tour_id, object_id),
    UNIQUE (tour_id, ord)
);
CREATE INDEX tour_stops_object ON tour_stops (object_id);
