-- +goose Up

-- The words of live passages are indexed in memory (internal/index), which
-- follows the tables by this column: the transaction that last changed what a
-- document's readers may be told. See internal/postgres/words.go.
ALTER TABLE documents ADD COLUMN changed xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX documents_changed ON documents (museum_id, changed);

-- +goose StatementBegin
CREATE FUNCTION stamp_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed := pg_current_xact_id();
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER documents_stamp BEFORE INSERT OR UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION stamp_document();

ALTER TABLE passages DROP COLUMN keys, DROP COLUMN lex;
DROP TABLE key_counts;
