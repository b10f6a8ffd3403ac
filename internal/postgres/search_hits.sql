-- The passages proposed with all that an answer quotes, and the vectors' score; 0
-- where there is no vector, or one of no length.
SELECT p.id, d.id, coalesce(d.object_id, 0), coalesce(room.id, 0), coalesce(room.code, ''), d.public_id, d.kind,
       coalesce(o.inventory, ''), d.title, d.lang, coalesce(r.note->>'Level', ''), r.author, r.number, r.created_at,
       p.heading, p.text, p.start_rune, p.end_rune,
       coalesce(t.lang, ''), coalesce(t.title, ''), coalesce(t.maker, ''), coalesce(t.date, ''),
       coalesce(t.material, ''), coalesce(t.held_by, ''), coalesce(here.title, ''),
       coalesce(nullif(1 - (v.embedding <=> @vector::halfvec), 'NaN'), 0), v.windows
FROM passages p
JOIN documents d ON d.live_revision_id = p.revision_id
JOIN revisions r ON r.id = p.revision_id
LEFT JOIN objects o ON o.id = d.object_id
LEFT JOIN rooms room ON room.id = coalesce(o.room_id, d.room_id)
LEFT JOIN object_texts t ON t.object_id = o.id AND t.lang = d.lang
LEFT JOIN object_texts here ON here.object_id = o.id AND here.lang = @here
LEFT JOIN passage_vectors v ON v.passage_id = p.id AND v.space_id = @space
WHERE p.id = ANY(@passages::bigint[])
  AND /* LIVE */
ORDER BY p.id
