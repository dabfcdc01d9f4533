-- Use and completion of each tree.
SELECT
  tree, COUNT(DISTINCT session) AS sessions, COUNT(*) AS run_throughs, SUM(inside) AS inside,
  SUM(completed) AS completed
FROM tree_runs
GROUP BY tree
ORDER BY tree
