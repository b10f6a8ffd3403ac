-- The passages about the works at hand or named by their numbers.
SELECT p.id
FROM objects o
JOIN documents d ON d.object_id = o.id
JOIN passages p ON p.revision_id = d.live_revision_id
WHERE o.museum_id = @museum
  AND lower(o.inventory) = ANY(@inventories::text[])
  AND /* LIVE */
ORDER BY d.id, p.ordinal
LIMIT 30
