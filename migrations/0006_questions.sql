-- +goose Up
-- What visitors asked: figures that are quick to add up, gaps that can be closed
-- and opened again, pinned answers, and what outlives the words.

-- How long an answer took, in milliseconds, where the charts can read it.
ALTER TABLE turns ADD COLUMN took_ms real GENERATED ALWAYS AS ((timings ->> 'total')::real) STORED;

ALTER TABLE turns DROP CONSTRAINT turns_mode_check;
ALTER TABLE turns ADD CONSTRAINT turns_mode_check CHECK (mode IN ('model', 'quote', 'pinned'));

-- All that a page of figures filters by, so that it is answered by the index
-- alone. It also serves what turns_museum did.
CREATE INDEX turns_asked ON turns (museum_id, asked_at, id, lang, inventory, verdict) INCLUDE (took_ms);
DROP INDEX turns_museum;

-- When conversations are removed, it is by the museum and from the oldest.
CREATE INDEX conversations_museum ON conversations (museum_id, created_at);

-- Gaps are closed a group at a time, and opened again the same way.
ALTER TABLE gaps ADD COLUMN closing text;   -- names the act that closed it
ALTER TABLE gaps ADD COLUMN closed_how text CHECK (closed_how IN ('dismissed', 'note', 'pinned'));
ALTER TABLE gaps ADD CHECK ((closing IS NULL) = (closed_how IS NULL) AND (closing IS NULL OR closed_at IS NOT NULL));
CREATE INDEX gaps_closing ON gaps (closing) WHERE closing IS NOT NULL;

-- A pinned answer: the curators' own words for one question.
ALTER TABLE pinned_answers ADD COLUMN public_id text NOT NULL UNIQUE;
ALTER TABLE pinned_answers ADD COLUMN object_id bigint REFERENCES objects ON DELETE CASCADE; -- NULL: about no single work
ALTER TABLE pinned_answers ADD COLUMN edited_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE pinned_answers ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE pinned_answers ADD CHECK (length(question) BETWEEN 1 AND 500);
ALTER TABLE pinned_answers ADD CHECK (length(answer) BETWEEN 1 AND 2000);
CREATE INDEX pinned_answers_live ON pinned_answers (museum_id, id) WHERE withdrawn_at IS NULL;
CREATE INDEX pinned_answers_object ON pinned_answers (object_id);

-- A day's figures, kept when its conversations are removed. Days are UTC's.
CREATE TABLE question_days (
    museum_id   bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    day         date NOT NULL,
    lang        text NOT NULL,
    inventory   text NOT NULL, -- of the work at hand, when it is one of the museum's; else empty
    asked       int  NOT NULL,
    answered    int  NOT NULL,
    not_covered int  NOT NULL,
    failed      int  NOT NULL,
    helpful     int  NOT NULL,
    unhelpful   int  NOT NULL,
    PRIMARY KEY (museum_id, day, lang, inventory),
    CHECK (asked = answered + not_covered + failed AND helpful + unhelpful <= answered)
);
