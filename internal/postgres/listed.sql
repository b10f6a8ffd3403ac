-- Brings listed_documents up to date for documents ($1) whose rows are locked.
INSERT INTO listed_documents AS l (document_id, museum_id, revision_id, state, changed_at, title, inventory, kind, lang, room, author, words)
SELECT d.id, d.museum_id, r.id,
       CASE WHEN d.deleted_at IS NOT NULL THEN 'deleted'
            WHEN r.state <> 'ready' THEN r.state
            WHEN d.live_revision_id = r.id THEN CASE WHEN d.withdrawn_at IS NULL THEN 'live' ELSE 'withdrawn' END
            WHEN r.submitted_at IS NOT NULL THEN 'review'
            ELSE 'draft' END,
       r.created_at, facts.title, facts.inventory,
       CASE WHEN d.live_revision_id IS NULL THEN coalesce(r.note->>'Kind', '') ELSE d.kind END,
       CASE WHEN d.live_revision_id IS NULL THEN coalesce(r.note->>'Lang', '') ELSE d.lang END,
       coalesce(room.code, r.note->>'Room', ''), r.author,
       /* FOLDED */
FROM documents d
JOIN LATERAL (SELECT * FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) r ON true
LEFT JOIN objects o ON o.id = d.object_id
LEFT JOIN rooms room ON room.id = d.room_id
CROSS JOIN LATERAL (SELECT coalesce(nullif(d.title, ''), nullif(coalesce(r.note, r.edited)->'Label'->>'title', ''), d.source) AS title,
                           coalesce(o.inventory, r.note->>'Inventory', '') AS inventory) facts
WHERE d.id = ANY($1)
ON CONFLICT (document_id) DO UPDATE
SET revision_id = EXCLUDED.revision_id, state = EXCLUDED.state, changed_at = EXCLUDED.changed_at, title = EXCLUDED.title,
    inventory = EXCLUDED.inventory, kind = EXCLUDED.kind, lang = EXCLUDED.lang, room = EXCLUDED.room,
    author = EXCLUDED.author, words = EXCLUDED.words
