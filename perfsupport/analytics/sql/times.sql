-- Visible milliseconds until the outcome and questions asked, for each tree (version empty) and each of its versions: the
-- two middle values, and the least that nine in ten did not exceed; of how many run-throughs, by how many people.
-- Run-throughs of one length are counted together first, so that little has to be sorted.
SELECT
  behind.tree AS tree, behind.version AS version, by_time.number_of_runs AS number, behind.people AS people,
  by_time.time_low AS time_low, by_time.time_high AS time_high, by_time.time_p90 AS time_p90,
  by_asked.asked_low AS asked_low, by_asked.asked_high AS asked_high, by_asked.asked_p90 AS asked_p90
FROM (
  SELECT
    tree, version, MAX(runs) AS number_of_runs, MIN(CASE WHEN 2 * up_to >= runs THEN visible_ms END) AS time_low,
    MIN(CASE WHEN 2 * up_to > runs THEN visible_ms END) AS time_high,
    MIN(CASE WHEN 10 * up_to >= 9 * runs THEN visible_ms END) AS time_p90
  FROM (
    SELECT
      tree, version, visible_ms, SUM(runs_alike) OVER (PARTITION BY tree, version ORDER BY visible_ms) AS up_to,
      SUM(runs_alike) OVER (PARTITION BY tree, version) AS runs
    FROM (
      SELECT tree, CASE WHEN ways.over_all = 1 THEN '' ELSE timed.version END AS version, visible_ms, COUNT(*) AS runs_alike
      FROM timed
      CROSS JOIN (SELECT 0 AS over_all UNION ALL SELECT 1 AS over_all) AS ways
      GROUP BY tree, CASE WHEN ways.over_all = 1 THEN '' ELSE timed.version END, visible_ms
    ) AS alike
  ) AS ranked
  GROUP BY tree, version
) AS by_time
INNER JOIN (
  SELECT
    tree, version, MIN(CASE WHEN 2 * up_to >= runs THEN asked END) AS asked_low,
    MIN(CASE WHEN 2 * up_to > runs THEN asked END) AS asked_high,
    MIN(CASE WHEN 10 * up_to >= 9 * runs THEN asked END) AS asked_p90
  FROM (
    SELECT
      tree, version, asked, SUM(runs_alike) OVER (PARTITION BY tree, version ORDER BY asked) AS up_to,
      SUM(runs_alike) OVER (PARTITION BY tree, version) AS runs
    FROM (
      SELECT tree, CASE WHEN ways.over_all = 1 THEN '' ELSE timed.version END AS version, asked, COUNT(*) AS runs_alike
      FROM timed
      CROSS JOIN (SELECT 0 AS over_all UNION ALL SELECT 1 AS over_all) AS ways
      GROUP BY tree, CASE WHEN ways.over_all = 1 THEN '' ELSE timed.version END, asked
    ) AS alike
  ) AS ranked
  GROUP BY tree, version
) AS by_asked ON by_asked.tree = by_time.tree AND by_asked.version = by_time.version
INNER JOIN (
  SELECT
    tree, CASE WHEN ways.over_all = 1 THEN '' ELSE timed.version END AS version, COUNT(DISTINCT person) AS people
  FROM timed
  CROSS JOIN (SELECT 0 AS over_all UNION ALL SELECT 1 AS over_all) AS ways
  GROUP BY tree, CASE WHEN ways.over_all = 1 THEN '' ELSE timed.version END
) AS behind ON behind.tree = by_time.tree AND behind.version = by_time.version
ORDER BY tree, version
