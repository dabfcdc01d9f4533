-- The path of each run-through through the tree that was opened: the steps in the order seen, sixteen at most, and how many
-- steps there were. Steps of trees inside are left out.
SELECT
  seen.session AS session, seen.tree AS tree, MAX(seen.person) AS person, COUNT(*) AS views,
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
