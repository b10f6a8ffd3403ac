-- The passages that anybody may be answered from, staff and future readers
-- included, of some documents or of all.
SELECT p.id, d.id, d.lang, d.audience = 'staff', d.embargo_until, p.text, p.heading,
       concat_ws(' ', d.title, r.note->'Label'->>'maker', r.note->>'Inventory')
FROM documents d
JOIN revisions r ON r.id = d.live_revision_id
JOIN passages p ON p.revision_id = r.id
WHERE d.museum_id = @museum
  AND d.withdrawn_at IS NULL
  AND (@documents::bigint[] IS NULL OR d.id = ANY(@documents))
ORDER BY p.id
