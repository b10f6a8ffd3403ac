-- Objects with a note that is live and public, in visiting order, each labelled
-- in the language asked for or the nearest there is.
SELECT o.id, o.inventory, coalesce(o.room_id, 0), o.ord, o.highlight,
       t.lang, t.title, t.maker, t.date, t.material, t.held_by,
       (SELECT jsonb_build_object('ID', p.public_id, 'Sizes', p.sizes, 'Alts', p.alts, 'Credit', p.credit)
        FROM pictures p WHERE p.object_id = o.id AND p.removed_at IS NULL AND p.alts <> '{}')
FROM objects o
JOIN museums m ON m.id = o.museum_id
LEFT JOIN rooms r ON r.id = o.room_id
JOIN LATERAL (
    SELECT * FROM object_texts t WHERE t.object_id = o.id
    ORDER BY t.lang <> @lang, t.lang <> m.lang, t.lang LIMIT 1) t ON true
WHERE o.museum_id = @museum
  AND (@inventory = '' OR o.inventory = @inventory)
  AND (@among::text[] IS NULL OR o.inventory = ANY(@among))
  AND (@room = 0 OR o.room_id = @room)
  AND (NOT @highlights OR o.highlight)
  AND EXISTS (SELECT FROM documents d WHERE d.object_id = o.id AND d.live_revision_id IS NOT NULL AND /* LIVE */)
ORDER BY r.ord NULLS LAST, r.code, o.ord, o.id
OFFSET @offset LIMIT nullif(@limit, 0)
