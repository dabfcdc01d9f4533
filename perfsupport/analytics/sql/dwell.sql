-- For how long each step was looked at before it was left, in visible milliseconds, over all versions (version empty) and
-- in each: the two middle values, and the least that nine in ten did not exceed; of how many visits, by how many people.
-- Between sure_low and sure_high (null where there are too few) lies the true middle 19 times in 20: they are the values
-- 1.96 * root(n) / 2 places below and above the middle. Visits of one length are counted together first, so that what is
-- sorted does not grow with the events.
SELECT
  ranked.tree AS tree, ranked.version AS version, ranked.step AS step, MAX(ranked.number) AS number,
  MAX(behind.people) AS people,
  MIN(CASE WHEN 2 * up_to >= ranked.number THEN visible_ms END) AS low_middle,
  MIN(CASE WHEN 2 * up_to > ranked.number THEN visible_ms END) AS high_middle,
  MIN(CASE WHEN 10 * up_to >= 9 * ranked.number THEN visible_ms END) AS p90,
  MIN(
    CASE
      WHEN 2 * up_to + 2 >= ranked.number THEN visible_ms
      WHEN 25 * (ranked.number - 2 * up_to - 2) * (ranked.number - 2 * up_to - 2) <= 96 * ranked.number THEN visible_ms
    END
  ) AS sure_low,
  MIN(
    CASE
      WHEN 2 * up_to - 2 < ranked.number THEN NULL
      WHEN 25 * (2 * up_to - 2 - ranked.number) * (2 * up_to - 2 - ranked.number) >= 96 * ranked.number THEN visible_ms
    END
  ) AS sure_high
FROM (
  SELECT
    tree, version, step, visible_ms,
    SUM(visits_alike) OVER (PARTITION BY tree, version, step ORDER BY visible_ms) AS up_to,
    SUM(visits_alike) OVER (PARTITION BY tree, version, step) AS number
  FROM (
    SELECT
      tree, CASE WHEN ways.over_all = 1 THEN '' ELSE looks.version END AS version, step, visible_ms,
      SUM(looks.visits_alike) AS visits_alike
    FROM looks
    CROSS JOIN (SELECT 0 AS over_all UNION ALL SELECT 1 AS over_all) AS ways
    GROUP BY tree, CASE WHEN ways.over_all = 1 THEN '' ELSE looks.version END, step, visible_ms
  ) AS alike
) AS ranked
INNER JOIN (
  SELECT
    tree, CASE WHEN ways.over_all = 1 THEN '' ELSE lookers.version END AS version, step,
    COUNT(DISTINCT person) AS people
  FROM (SELECT tree, version, step, person FROM looks GROUP BY tree, version, step, person) AS lookers
  CROSS JOIN (SELECT 0 AS over_all UNION ALL SELECT 1 AS over_all) AS ways
  GROUP BY tree, CASE WHEN ways.over_all = 1 THEN '' ELSE lookers.version END, step
) AS behind ON behind.tree = ranked.tree AND behind.version = ranked.version AND behind.step = ranked.step
GROUP BY ranked.tree, ranked.version, ranked.step
ORDER BY tree, version, step
