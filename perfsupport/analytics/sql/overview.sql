-- Use and completion of each tree, with how many people stand behind each count.
SELECT
  tree, COUNT(DISTINCT session) AS sessions, COUNT(*) AS run_throughs, SUM(tree_runs.inside) AS inside,
  SUM(tree_runs.completed) AS completed, COUNT(DISTINCT person) AS people,
  COUNT(DISTINCT CASE WHEN tree_runs.inside = 1 THEN person END) AS inside_people,
  COUNT(DISTINCT CASE WHEN tree_runs.inside = 0 THEN person END) AS own_people,
  COUNT(DISTINCT CASE WHEN tree_runs.completed = 1 THEN person END) AS completed_people,
  COUNT(DISTINCT CASE WHEN tree_runs.completed = 0 THEN person END) AS open_people
FROM tree_runs
GROUP BY tree
ORDER BY tree
