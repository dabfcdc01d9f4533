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
      step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8, step_9, step_10, step_11, step_12,
      step_13, step_14, step_15, step_16
    FROM (
      SELECT
        tree, session, run, MAX(person) AS person, MAX(ended) AS completed, COUNT(*) AS views,
        COALESCE(MAX(CASE WHEN nth = 1 THEN step END), '') AS step_1,
        COALESCE(MAX(CASE WHEN nth = 2 THEN step END), '') AS step_2,
        COALESCE(MAX(CASE WHEN nth = 3 THEN step END), '') AS step_3,
        COALESCE(MAX(CASE WHEN nth = 4 THEN step END), '') AS step_4,
        COALESCE(MAX(CASE WHEN nth = 5 THEN step END), '') AS step_5,
        COALESCE(MAX(CASE WHEN nth = 6 THEN step END), '') AS step_6,
        COALESCE(MAX(CASE WHEN nth = 7 THEN step END), '') AS step_7,
        COALESCE(MAX(CASE WHEN nth = 8 THEN step END), '') AS step_8,
        COALESCE(MAX(CASE WHEN nth = 9 THEN step END), '') AS step_9,
        COALESCE(MAX(CASE WHEN nth = 10 THEN step END), '') AS step_10,
        COALESCE(MAX(CASE WHEN nth = 11 THEN step END), '') AS step_11,
        COALESCE(MAX(CASE WHEN nth = 12 THEN step END), '') AS step_12,
        COALESCE(MAX(CASE WHEN nth = 13 THEN step END), '') AS step_13,
        COALESCE(MAX(CASE WHEN nth = 14 THEN step END), '') AS step_14,
        COALESCE(MAX(CASE WHEN nth = 15 THEN step END), '') AS step_15,
        COALESCE(MAX(CASE WHEN nth = 16 THEN step END), '') AS step_16
      FROM (
        SELECT
          tree, session, run, person, step, ended,
          ROW_NUMBER() OVER (PARTITION BY tree, session, run ORDER BY sequence, id) AS nth
        FROM views
        WHERE depth = 0
      ) AS ordered
      GROUP BY tree, session, run
    ) AS paths
    GROUP BY
      tree, views,
      step_1, step_2, step_3, step_4, step_5, step_6, step_7, step_8, step_9, step_10, step_11, step_12,
      step_13, step_14, step_15, step_16
  ) AS counted
) AS ranked
WHERE place <= 50
ORDER BY tree, place
