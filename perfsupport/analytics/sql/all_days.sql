-- People who opened any job aid, by the day (UTC) on which a session began.
SELECT day_at, COUNT(DISTINCT person) AS people
FROM (
  SELECT session, MAX(person) AS person, MIN(happened_at) - MIN(happened_at) % 86400000 AS day_at
  FROM tree_runs
  WHERE inside = 0
  GROUP BY session
) AS opened
GROUP BY day_at
ORDER BY day_at
