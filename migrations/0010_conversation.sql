-- +goose Up
-- The guide's own few words, for what no note could answer.
ALTER TABLE turns DROP CONSTRAINT turns_mode_check;
ALTER TABLE turns ADD CONSTRAINT turns_mode_check CHECK (mode IN ('model', 'quote', 'pinned', 'plain'));
