-- What a museum's visitors asked, added up three ways in one reading: by day, by
-- the work at hand, and by language (which alone is not narrowed by the rest).
WITH cells AS MATERIALIZED (
    -- questions that are still kept
    SELECT (t.asked_at AT TIME ZONE 'UTC')::date AS day, t.lang, t.inventory, t.verdict, count(*) AS n,
           count(*) FILTER (WHERE f.helpful) AS helpful, count(*) FILTER (WHERE NOT f.helpful) AS unhelpful
    FROM turns t LEFT JOIN feedback f ON f.turn_id = t.id
    WHERE t.museum_id = @museum AND t.asked_at >= @since
    GROUP BY 1, 2, 3, 4
    UNION ALL
    -- and the figures of those that are gone; only answers are rated
    SELECT d.day, d.lang, d.inventory, v.verdict, v.n, v.helpful, v.unhelpful
    FROM question_days d CROSS JOIN LATERAL (VALUES
        ('answered', d.answered, d.helpful, d.unhelpful), ('not_covered', d.not_covered, 0, 0), ('failed', d.failed, 0, 0)) v (verdict, n, helpful, unhelpful)
    WHERE d.museum_id = @museum AND d.day >= (@since AT TIME ZONE 'UTC')::date AND v.n > 0
), narrowed AS (
    SELECT * FROM cells
    WHERE (@lang = '' OR lang = @lang) AND (@inventory = '' OR lower(inventory) = lower(@inventory)) AND (@verdict = '' OR verdict = @verdict)
), works AS (
    SELECT min(inventory) AS inventory, sum(n) AS n FROM narrowed WHERE inventory <> '' GROUP BY lower(inventory) ORDER BY n DESC, 1 LIMIT @works
)
SELECT 'day' AS kind, day::text AS value, sum(n) AS asked, coalesce(sum(n) FILTER (WHERE verdict = 'answered'), 0) AS answered,
       coalesce(sum(n) FILTER (WHERE verdict = 'not_covered'), 0) AS not_covered, coalesce(sum(n) FILTER (WHERE verdict = 'failed'), 0) AS failed,
       sum(helpful) AS helpful, sum(unhelpful) AS unhelpful, 0 AS place
FROM narrowed GROUP BY day
UNION ALL SELECT 'work', inventory, n, 0, 0, 0, 0, 0, row_number() OVER (ORDER BY n DESC, inventory) FROM works
UNION ALL SELECT 'lang', lang, sum(n), 0, 0, 0, 0, 0, row_number() OVER (ORDER BY sum(n) DESC, lang) FROM cells GROUP BY lang
ORDER BY kind, place, value
