-- The works of a museum's published tours, or of one of them, as objects.sql has
-- works: only those with a note that is live and public.
SELECT u.public_id, s.words,
       o.id, o.inventory, coalesce(o.room_id, 0), o.ord, o.highlight,
       t.lang, t.title, t.maker, t.date, t.material, t.held_by,
       (SELECT jsonb_build_object('ID', p.public_id, 'Sizes', p.sizes, 'Alts', p.alts, 'Credit', p.credit)
        FROM pictures p WHERE p.object_id = o.id AND p.removed_at IS NULL AND p.alts ? @lang)
FROM tours u
JOIN tour_stops s ON s.tour_id = u.id
JOIN objects o ON o.id = s.object_id
JOIN museums m ON m.id = o.museum_id
JOIN LATERAL (
    SELECT * FROM object_texts t WHERE t.object_id = o.id
    ORDER BY t.lang <> @lang, t.lang <> m.lang, t.lang LIMIT 1) t ON true
WHERE u.museum_id = @museum AND u.published_at IS NOT NULL AND u.deleted_at IS NULL
  AND (@tour = '' OR u.public_id = @tour)
  AND EXISTS (SELECT FROM documents d WHERE d.object_id = o.id AND d.live_revision_id IS NOT NULL AND /* LIVE */)
ORDER BY s.tour_id, s.ord
