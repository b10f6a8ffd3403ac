-- +goose Up
-- Several embedding spaces side by side.

-- What the built-in model keeps of a passage's parts, opaque to the database;
-- NULL from all other models. Some 900 bytes of it in the row make comparing
-- 20,000 vectors of 256 dimensions a quarter slower (23 to 28 ms); longer ones
-- stand apart, uncompressed: they are small numbers without a pattern.
ALTER TABLE passage_vectors ADD COLUMN windows bytea;
ALTER TABLE passage_vectors
    ALTER COLUMN windows SET STORAGE EXTERNAL,
    ALTER COLUMN embedding SET STORAGE PLAIN; -- in the row, where a search reads it; 4,000 dimensions just fit a page

-- Where a museum was before it moved to another space, and can go back to.
ALTER TABLE museums ADD COLUMN previous_space_id bigint REFERENCES embedding_spaces ON DELETE SET NULL;
