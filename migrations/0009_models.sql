-- +goose Up
-- What each turn owes to a language model, and what a museum says to and of it.

-- For whom the answer was written, and the Brazilian forms in what a model wrote
-- as European Portuguese.
ALTER TABLE turns ADD COLUMN level text NOT NULL DEFAULT 'everyone' CHECK (level IN ('everyone', 'child', 'easy', 'expert'));
ALTER TABLE turns ADD COLUMN drift text[] NOT NULL DEFAULT '{}';

-- The model that was asked is kept also when nothing of what it said was shown.
ALTER TABLE turns DROP CONSTRAINT turns_check;
ALTER TABLE turns ADD CHECK ((model = '') = (prompt = '') AND (mode <> 'model' OR model <> ''));

ALTER TABLE museums ADD CHECK (length(settings->>'voice') <= 800);
ALTER TABLE museums ADD CHECK (length(settings->>'contact') <= 200);
