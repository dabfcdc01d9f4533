-- When the events that count came from, by the collector's clock.
SELECT MIN(happened_at) AS first_at, MAX(happened_at) AS last_at FROM scoped
