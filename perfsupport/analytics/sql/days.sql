-- Sessions in which a tree was opened itself, by the day (UTC) on which they began.
SELECT tree, day_at, COUNT(*) AS sessions, COUNT(DISTINCT person) AS people
FROM (
  SELECT
    tree_runs.tree AS tree, tree_runs.session AS session, MAX(tree_runs.person) AS person,
    MIN(spans.first_at) - MIN(spans.first_at) % 86400000 AS day_at
  FROM tree_runs
  INNER JOIN spans ON spans.session = tree_runs.session
  WHERE tree_runs.inside = 0
  GROUP BY tree_runs.tree, tree_runs.session
) AS opened
GROUP BY tree, day_at
ORDER BY tree, day_at
