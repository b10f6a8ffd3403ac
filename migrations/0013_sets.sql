-- +goose Up
-- A museum's own sets of questions with what would be right, and what came of
-- asking them.

CREATE TABLE question_sets (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id text NOT NULL UNIQUE,
    museum_id bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    name      text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    edited_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX question_sets_name ON question_sets (museum_id, lower(name));

CREATE TABLE set_questions (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    set_id   bigint NOT NULL REFERENCES question_sets ON DELETE CASCADE,
    question text NOT NULL CHECK (length(question) BETWEEN 1 AND 500),
    lang     text NOT NULL,
    want     text[] NOT NULL CHECK (cardinality(want) BETWEEN 1 AND 20), -- any of: numbers, documents, 'visit', '–' (nothing)
    CHECK (cardinality(want) = 1 OR NOT '–' = ANY (want))
);
CREATE INDEX set_questions_set ON set_questions (set_id, id);

CREATE TABLE set_runs (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id  text NOT NULL UNIQUE,
    set_id     bigint NOT NULL REFERENCES question_sets ON DELETE CASCADE,
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at   timestamptz,
    failure    text CHECK (failure IN ('stopped', 'broken')),
    commit     text NOT NULL,
    space      text NOT NULL,
    model      text NOT NULL, -- empty: quotations
    CHECK (failure IS NULL OR ended_at IS NOT NULL)
);
CREATE INDEX set_runs_set ON set_runs (set_id, id);
CREATE UNIQUE INDEX set_runs_open ON set_runs (set_id) WHERE ended_at IS NULL;

-- A run has a row for each question from its beginning, as the question was then.
CREATE TABLE set_outcomes (
    run_id      bigint NOT NULL REFERENCES set_runs ON DELETE CASCADE,
    ordinal     int NOT NULL,
    question    text NOT NULL,
    lang        text NOT NULL,
    want        text[] NOT NULL,
    got         text NOT NULL DEFAULT '', -- empty: not asked yet
    is_right    boolean NOT NULL DEFAULT false,
    is_work     boolean NOT NULL DEFAULT false,
    is_first    boolean NOT NULL DEFAULT false,
    read_as     text NOT NULL DEFAULT '',
    said        text NOT NULL DEFAULT '',
    reason      text NOT NULL DEFAULT '',
    took        text NOT NULL DEFAULT '',
    PRIMARY KEY (run_id, ordinal),
    CHECK (got <> '' OR NOT (is_right OR is_work OR is_first))
);
