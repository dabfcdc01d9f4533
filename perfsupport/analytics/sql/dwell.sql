-- For how long each step was looked at before it was left, in visible milliseconds: the two middle values, and the least
-- that nine in ten did not exceed; of how many visits, by how many people. Visits of one length are counted together
-- first, so that what is sorted does not grow with the events.
SELECT
  ranked.tree AS tree, ranked.step AS step, MAX(ranked.number) AS number, MAX(behind.people) AS people,
  MIN(CASE WHEN 2 * up_to >= ranked.number THEN visible_ms END) AS low_middle,
  MIN(CASE WHEN 2 * up_to > ranked.number THEN visible_ms END) AS high_middle,
  MIN(CASE WHEN 10 * up_to >= 9 * ranked.number THEN visible_ms END) AS p90
FROM (
  SELECT
    tree, step, visible_ms, SUM(visits_alike) OVER (PARTITION BY tree, step ORDER BY visible_ms) AS up_to,
    SUM(visits_alike) OVER (PARTITION BY tree, step) AS number
  FROM (
    SELECT tree, step, visible_ms, COUNT(*) AS visits_alike
    FROM scoped
    WHERE type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back')
    GROUP BY tree, step, visible_ms
  ) AS alike
) AS ranked
INNER JOIN (
  SELECT tree, step, COUNT(DISTINCT person) AS people
  FROM scoped
  WHERE type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back')
  GROUP BY tree, step
) AS behind ON behind.tree = ranked.tree AND behind.step = ranked.step
GROUP BY ranked.tree, ranked.step
ORDER BY tree, step
