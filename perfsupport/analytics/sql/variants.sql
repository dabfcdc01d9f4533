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
      tree, views, COUNT(*) AS run_throughs, COUNT(DISTINCT person) AS people, SUM(trails.completed) AS completed,
      COALESCE(place_1, '') AS step_1, COALESCE(place_2, '') AS step_2, COALESCE(place_3, '') AS step_3,
      COALESCE(place_4, '') AS step_4, COALESCE(place_5, '') AS step_5, COALESCE(place_6, '') AS step_6,
      COALESCE(place_7, '') AS step_7, COALESCE(place_8, '') AS step_8, COALESCE(place_9, '') AS step_9,
      COALESCE(place_10, '') AS step_10, COALESCE(place_11, '') AS step_11, COALESCE(place_12, '') AS step_12,
      COALESCE(place_13, '') AS step_13, COALESCE(place_14, '') AS step_14, COALESCE(place_15, '') AS step_15,
      COALESCE(place_16, '') AS step_16
    FROM trails
    GROUP BY
      tree, views,
      place_1, place_2, place_3, place_4, place_5, place_6, place_7, place_8, place_9, place_10, place_11, place_12,
      place_13, place_14, place_15, place_16
  ) AS counted
) AS ranked
WHERE place <= 50
ORDER BY tree, place
