-- Use and completion of each version of each tree, and when it was first and last used.
SELECT
  tree, version, COUNT(DISTINCT session) AS sessions, COUNT(*) AS run_throughs, SUM(tree_runs.inside) AS inside,
  SUM(tree_runs.completed) AS completed, COUNT(DISTINCT person) AS people,
  COUNT(DISTINCT CASE WHEN tree_runs.completed = 1 THEN person END) AS completed_people,
  COUNT(DISTINCT CASE WHEN tree_runs.completed = 0 THEN person END) AS open_people,
  MIN(tree_runs.happened_at) AS first_at, MAX(tree_runs.happened_at) AS last_at
FROM tree_runs
GROUP BY tree, version
ORDER BY tree, first_at, version
