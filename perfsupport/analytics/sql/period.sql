-- When the events that count came from.
SELECT MIN(at) AS first_at, MAX(at) AS last_at FROM scoped
