-- Sessions in which a tree was opened itself, by the day (UTC) on which they began.
SELECT tree, day_at, COUNT(*) AS sessions, COUNT(DISTINCT person) AS people
FROM (
  SELECT tree, session, MAX(person) AS person, MIN(happened_at) - MIN(happened_at) % 86400000 AS day_at
  FROM tree_runs
  WHERE inside = 0
  GROUP BY tree, session
) AS opened
GROUP BY tree, day_at
ORDER BY tree, day_at
