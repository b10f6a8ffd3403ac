-- (this file is a fragment: what every search asks of a passage's document d)
d.museum_id = @museum
AND d.withdrawn_at IS NULL
AND d.audience = ANY(@audiences)
AND (d.embargo_until IS NULL OR d.embargo_until <= @at)
