-- What a museum's visitors asked: one row a question that is still kept, and one
-- a day, language and work for those that are gone. A statement follows.
WITH asked AS (
    SELECT (t.asked_at AT TIME ZONE 'UTC')::date AS day, t.lang, t.inventory, 1 AS asked,
           (t.verdict = 'answered')::int AS answered, (t.verdict = 'not_covered')::int AS not_covered, (t.verdict = 'failed')::int AS failed,
           coalesce(f.helpful::int, 0) AS helpful, coalesce((NOT f.helpful)::int, 0) AS unhelpful
    FROM turns t LEFT JOIN feedback f ON f.turn_id = t.id
    WHERE t.museum_id = @museum AND t.asked_at >= @since AND (@lang = '' OR t.lang = @lang)
      AND (@inventory = '' OR lower(t.inventory) = lower(@inventory)) AND (@verdict = '' OR t.verdict = @verdict)
    UNION ALL
    -- Only answers are rated, so the ratings of a day are those of its answers.
    SELECT d.day, d.lang, d.inventory, CASE @verdict WHEN '' THEN d.asked ELSE kept.answered + kept.not_covered + kept.failed END,
           kept.answered, kept.not_covered, kept.failed,
           CASE WHEN @verdict IN ('', 'answered') THEN d.helpful ELSE 0 END, CASE WHEN @verdict IN ('', 'answered') THEN d.unhelpful ELSE 0 END
    FROM question_days d,
         LATERAL (SELECT CASE WHEN @verdict IN ('', 'answered') THEN d.answered ELSE 0 END AS answered,
                         CASE WHEN @verdict IN ('', 'not_covered') THEN d.not_covered ELSE 0 END AS not_covered,
                         CASE WHEN @verdict IN ('', 'failed') THEN d.failed ELSE 0 END AS failed) kept
    WHERE d.museum_id = @museum AND d.day >= (@since AT TIME ZONE 'UTC')::date AND (@lang = '' OR d.lang = @lang)
      AND (@inventory = '' OR lower(d.inventory) = lower(@inventory))
)
