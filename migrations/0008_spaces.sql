-- +goose Up
-- Several embedding spaces side by side.

-- What the built-in model keeps of a passage's parts, opaque to the database;
-- NULL from all other models. A search reads all of a museum's embeddings, or
-- the graph over them, and the windows of a few dozen passages: so embeddings
-- stay in the row, and windows stand apart.
ALTER TABLE passage_vectors ADD COLUMN windows bytea;
ALTER TABLE passage_vectors
    ALTER COLUMN embedding SET STORAGE PLAIN, -- of 4,000 dimensions it just fits a page
    ALTER COLUMN windows SET STORAGE EXTERNAL;
ALTER TABLE passage_vectors SET (toast_tuple_target = 128);
