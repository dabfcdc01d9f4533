-- For how long each step was looked at before it was left, in visible milliseconds: the two middle values, and the least
-- that nine in ten did not exceed; of how many visits, by how many people.
SELECT
  ranked.tree AS tree, ranked.step AS step, MAX(ranked.number) AS number, MAX(behind.people) AS people,
  MIN(CASE WHEN 2 * nth >= ranked.number THEN visible_ms END) AS low_middle,
  MIN(CASE WHEN 2 * nth > ranked.number THEN visible_ms END) AS high_middle,
  MIN(CASE WHEN 10 * nth >= 9 * ranked.number THEN visible_ms END) AS p90
FROM (
  SELECT
    tree, step, visible_ms, ROW_NUMBER() OVER (PARTITION BY tree, step ORDER BY visible_ms, id) AS nth,
    COUNT(*) OVER (PARTITION BY tree, step) AS number
  FROM scoped
  WHERE type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back')
) AS ranked
INNER JOIN (
  SELECT tree, step, COUNT(DISTINCT person) AS people
  FROM scoped
  WHERE type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back')
  GROUP BY tree, step
) AS behind ON behind.tree = ranked.tree AND behind.step = ranked.step
GROUP BY ranked.tree, ranked.step
ORDER BY tree, step
