-- Visible milliseconds until the outcome and questions asked, for each tree (version empty) and each of its versions: the
-- two middle values, and the least that nine in ten did not exceed; of how many run-throughs, by how many people.
SELECT
  ranked.tree AS tree, ranked.version AS version, MAX(ranked.runs) AS number, MAX(behind.people) AS people,
  MIN(CASE WHEN 2 * by_time >= runs THEN visible_ms END) AS time_low,
  MIN(CASE WHEN 2 * by_time > runs THEN visible_ms END) AS time_high,
  MIN(CASE WHEN 10 * by_time >= 9 * runs THEN visible_ms END) AS time_p90,
  MIN(CASE WHEN 2 * by_asked >= runs THEN asked END) AS asked_low,
  MIN(CASE WHEN 2 * by_asked > runs THEN asked END) AS asked_high,
  MIN(CASE WHEN 10 * by_asked >= 9 * runs THEN asked END) AS asked_p90
FROM (
  SELECT
    tree, version, visible_ms, asked,
    ROW_NUMBER() OVER (PARTITION BY tree, version ORDER BY visible_ms, session, run) AS by_time,
    ROW_NUMBER() OVER (PARTITION BY tree, version ORDER BY asked, session, run) AS by_asked,
    COUNT(*) OVER (PARTITION BY tree, version) AS runs
  FROM (
    SELECT tree, version, session, run, visible_ms, asked FROM timed
    UNION ALL
    SELECT tree, '' AS version, session, run, visible_ms, asked FROM timed
  ) AS both_ways
) AS ranked
INNER JOIN (
  SELECT tree, version, COUNT(DISTINCT person) AS people FROM timed GROUP BY tree, version
  UNION ALL
  SELECT tree, '' AS version, COUNT(DISTINCT person) AS people FROM timed GROUP BY tree
) AS behind ON behind.tree = ranked.tree AND behind.version = ranked.version
GROUP BY ranked.tree, ranked.version
ORDER BY tree, version
