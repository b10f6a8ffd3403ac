-- Fifty passages by exact BM25, from those the chosen keys hand out.
SELECT p.id
FROM passages p
JOIN documents d ON d.live_revision_id = p.revision_id
WHERE p.keys && @keys::int[]
  AND p.museum_id = @museum
  AND /* LIVE */
ORDER BY p.lex <#> @terms, p.id
LIMIT 50
