-- For each step the run-throughs that saw it, those for which it was the last one although no outcome came, and those in
-- which "None of these" was pressed there.
SELECT tree, step, SUM(seen) AS seen, SUM(stopped) AS stopped, SUM(none_fitted) AS none_fitted
FROM (
  SELECT tree, step, COUNT(*) AS seen, 0 AS stopped, 0 AS none_fitted
  FROM (SELECT DISTINCT tree, step, session, run FROM scoped WHERE type = 'step_viewed') AS views
  GROUP BY tree, step
  UNION ALL
  SELECT tree, step, 0 AS seen, COUNT(*) AS stopped, 0 AS none_fitted
  FROM (
    SELECT
      scoped.tree AS tree, scoped.step AS step, COALESCE(ended.done, 0) AS done,
      ROW_NUMBER() OVER (PARTITION BY scoped.session, scoped.run ORDER BY scoped.sequence DESC, scoped.id DESC) AS nth
    FROM scoped
    LEFT JOIN (
      SELECT DISTINCT session, run, 1 AS done FROM scoped WHERE type = 'outcome_reached'
    ) AS ended ON ended.session = scoped.session AND ended.run = scoped.run
    WHERE scoped.type = 'step_viewed'
  ) AS last_views
  WHERE nth = 1 AND done = 0
  GROUP BY tree, step
  UNION ALL
  SELECT tree, step, 0 AS seen, 0 AS stopped, COUNT(*) AS none_fitted
  FROM (SELECT DISTINCT tree, step, session, run FROM scoped WHERE type = 'none_fitted') AS presses
  GROUP BY tree, step
) AS figures
GROUP BY tree, step
ORDER BY tree, seen DESC, step
