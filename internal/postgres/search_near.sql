-- The nearest passages by cosine, from the space's graph. SPACE and DIMS are written
-- out: a partial index over an expression is found by no parameter. The graph
-- hands passages out nearly in order; the outer SELECT puts them in order.
WITH near AS MATERIALIZED (
    SELECT v.passage_id, v.embedding::halfvec(/* DIMS */) <=> @vector::halfvec(/* DIMS */) AS distance
    FROM passage_vectors v
    JOIN documents d ON d.live_revision_id = v.revision_id
    WHERE v.space_id = /* SPACE */
      AND v.museum_id = @museum
      AND /* LIVE */
    ORDER BY v.embedding::halfvec(/* DIMS */) <=> @vector::halfvec(/* DIMS */)
    LIMIT @limit
)
SELECT passage_id FROM near ORDER BY distance, passage_id
