-- How far this snapshot reaches, once, and with it each document changed by a
-- transaction that had perhaps not ended by the horizon.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, d.id, d.changed::text::bigint
FROM (SELECT) one
LEFT JOIN documents d ON d.museum_id = @museum AND d.changed >= @horizon::text::xid8
