-- +goose Up
-- People look after people: when they were last there, how their sessions end,
-- who invited whom, and links by which a forgotten password is replaced.

ALTER TABLE users
    ADD COLUMN seen_at        timestamptz,
    ADD COLUMN sessions_since timestamptz NOT NULL DEFAULT now(); -- sessions that know another time have ended

ALTER TABLE invitations
    ADD COLUMN id         bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN name       text NOT NULL DEFAULT '' CHECK (length(name) <= 120), -- whom it is for, as far as known
    ADD COLUMN email      text NOT NULL DEFAULT '' CHECK (email = lower(email)),
    ADD COLUMN created_by bigint REFERENCES users ON DELETE SET NULL; -- NULL: whoever runs the program
CREATE INDEX invitations_open ON invitations (museum_id, id) WHERE used_at IS NULL;

-- One-time links by which a person chooses a new password. Only the token's hash
-- is kept, and one link at a time is good.
CREATE TABLE password_resets (
    user_id      bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    museum_id    bigint NOT NULL REFERENCES museums ON DELETE CASCADE,
    token_sha256 text NOT NULL UNIQUE CHECK (length(token_sha256) = 64),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL
);

ALTER TABLE api_tokens
    ADD COLUMN used_at timestamptz,
    ADD CHECK (length(name) BETWEEN 1 AND 120),
    ADD CHECK (cardinality(scopes) > 0),
    ADD CHECK (expires_at <= created_at + interval '366 days');
CREATE INDEX api_tokens_museum ON api_tokens (museum_id, id);

-- The log is read newest first, of everybody or of one person.
CREATE INDEX audit_log_newest ON audit_log (museum_id, id);
CREATE INDEX audit_log_person ON audit_log (museum_id, user_id, id);

ALTER TABLE museums ADD CHECK ((settings->>'keep_days')::int BETWEEN 1 AND 365);
