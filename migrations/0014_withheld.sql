-- +goose Up
-- What a model said and no visitor saw, kept for the curators as
-- [{"Text": …, "Reason": …}] and removed with the turn.
ALTER TABLE turns ADD COLUMN kept jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(kept) = 'array');
