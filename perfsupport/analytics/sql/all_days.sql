-- People who opened any job aid, by the day (UTC) on which a session began.
SELECT day_at, COUNT(DISTINCT person) AS people
FROM (
  SELECT
    tree_runs.session AS session, MAX(tree_runs.person) AS person,
    MIN(spans.first_at) - MIN(spans.first_at) % 86400000 AS day_at
  FROM tree_runs
  INNER JOIN spans ON spans.session = tree_runs.session
  WHERE tree_runs.inside = 0
  GROUP BY tree_runs.session
) AS opened
GROUP BY day_at
ORDER BY day_at
