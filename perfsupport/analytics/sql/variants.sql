-- The most common paths through each tree that was opened itself: the steps in the order seen, sixteen at most, and how
-- many steps there were. Steps of trees inside are left out.
SELECT
  tree, views, run_throughs, people, completed,
  step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8, step_9, step_10, step_11, step_12, step_13,
  step_14, step_15, step_16
FROM (
  SELECT
    counted.*,
    ROW_NUMBER() OVER (
      PARTITION BY tree
      ORDER BY
        run_throughs DESC, views,
        step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8, step_9, step_10, step_11, step_12,
        step_13, step_14, step_15, step_16
    ) AS place
  FROM (
    SELECT
      tree, views, COUNT(*) AS run_throughs, COUNT(DISTINCT person) AS people, SUM(completed) AS completed,
      COALESCE(place_1, '') AS step_1, COALESCE(place_2, '') AS step_2, COALESCE(place_3, '') AS step_3,
      COALESCE(place_4, '') AS step_4, COALESCE(place_5, '') AS step_5, COALESCE(place_6, '') AS step_6,
      COALESCE(place_7, '') AS step_7, COALESCE(place_8, '') AS step_8, COALESCE(place_9, '') AS step_9,
      COALESCE(place_10, '') AS step_10, COALESCE(place_11, '') AS step_11, COALESCE(place_12, '') AS step_12,
      COALESCE(place_13, '') AS step_13, COALESCE(place_14, '') AS step_14, COALESCE(place_15, '') AS step_15,
      COALESCE(place_16, '') AS step_16
    FROM (
      SELECT
        seen.tree AS tree, MAX(seen.person) AS person, COUNT(*) AS views,
        MAX(CASE WHEN ended.nth = 1 THEN 1 ELSE 0 END) AS completed,
        MAX(CASE WHEN seen.nth = 1 THEN seen.step END) AS place_1,
        MAX(CASE WHEN seen.nth = 2 THEN seen.step END) AS place_2,
        MAX(CASE WHEN seen.nth = 3 THEN seen.step END) AS place_3,
        MAX(CASE WHEN seen.nth = 4 THEN seen.step END) AS place_4,
        MAX(CASE WHEN seen.nth = 5 THEN seen.step END) AS place_5,
        MAX(CASE WHEN seen.nth = 6 THEN seen.step END) AS place_6,
        MAX(CASE WHEN seen.nth = 7 THEN seen.step END) AS place_7,
        MAX(CASE WHEN seen.nth = 8 THEN seen.step END) AS place_8,
        MAX(CASE WHEN seen.nth = 9 THEN seen.step END) AS place_9,
        MAX(CASE WHEN seen.nth = 10 THEN seen.step END) AS place_10,
        MAX(CASE WHEN seen.nth = 11 THEN seen.step END) AS place_11,
        MAX(CASE WHEN seen.nth = 12 THEN seen.step END) AS place_12,
        MAX(CASE WHEN seen.nth = 13 THEN seen.step END) AS place_13,
        MAX(CASE WHEN seen.nth = 14 THEN seen.step END) AS place_14,
        MAX(CASE WHEN seen.nth = 15 THEN seen.step END) AS place_15,
        MAX(CASE WHEN seen.nth = 16 THEN seen.step END) AS place_16
      FROM views AS seen
      LEFT JOIN (SELECT session, run, MIN(nth) AS nth FROM ends GROUP BY session, run) AS ended
        ON ended.session = seen.session AND ended.run = seen.run
      WHERE seen.depth = 0
      GROUP BY seen.tree, seen.session, seen.run
    ) AS paths
    GROUP BY
      tree, views,
      place_1, place_2, place_3, place_4, place_5, place_6, place_7, place_8, place_9, place_10, place_11, place_12,
      place_13, place_14, place_15, place_16
  ) AS counted
) AS ranked
WHERE place <= 50
ORDER BY tree, place
