-- When the events of each session that count came from, by the collector's clock.
SELECT session, MIN(happened_at) AS first_at, MAX(happened_at) AS last_at FROM scoped GROUP BY session
