-- The nearest passages by cosine, exactly.
SELECT v.passage_id
FROM passage_vectors v
JOIN documents d ON d.live_revision_id = v.revision_id
WHERE v.space_id = @space
  AND v.museum_id = @museum
  AND /* LIVE */
ORDER BY v.embedding <=> @vector, v.passage_id
LIMIT @limit
