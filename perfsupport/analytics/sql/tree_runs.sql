-- For each tree the run-throughs that saw a step of it or were on its page, whether it was only run inside another tree,
-- and whether they got through it: an outcome of its own, or a later step in the tree outside.
SELECT
  tree, session, run, MAX(person) AS person, MAX(version) AS version, MIN(happened_at) AS happened_at,
  MIN(is_inside) AS inside,
  CASE
    WHEN MAX(is_ended) = 1 OR (MIN(is_inside) = 1 AND MIN(outward) > MAX(latest)) THEN 1 ELSE 0
  END AS completed
FROM (
  SELECT
    CASE WHEN ways.of_page = 1 THEN pages.root ELSE floors.tree END AS tree,
    CASE WHEN ways.of_page = 1 THEN pages.root_version ELSE floors.version END AS version,
    floors.session AS session, floors.run AS run, floors.person AS person, floors.happened_at AS happened_at,
    floors.latest AS latest, COALESCE(floors.outward, 0) AS outward,
    CASE WHEN ways.of_page = 1 OR floors.depth = 0 THEN 0 ELSE 1 END AS is_inside,
    CASE WHEN ways.of_page = 0 AND ended.nth = 1 THEN 1 ELSE 0 END AS is_ended
  FROM (
    SELECT
      grouped.*,
      MAX(forward) OVER (
        PARTITION BY session, run ORDER BY depth RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) AS outward
    FROM (
      SELECT
        session, run, tree, depth, MAX(person) AS person, MAX(version) AS version, MIN(happened_at) AS happened_at,
        MAX(place) AS latest, MAX(CASE WHEN direction <> 'back' THEN place ELSE 0 END) AS forward
      FROM views
      GROUP BY session, run, tree, depth
    ) AS grouped
  ) AS floors
  INNER JOIN pages ON pages.session = floors.session
  LEFT JOIN (SELECT session, run, tree, nth FROM ends WHERE nth = 1) AS ended
    ON ended.session = floors.session AND ended.run = floors.run AND ended.tree = floors.tree
  CROSS JOIN (SELECT 0 AS of_page UNION ALL SELECT 1 AS of_page) AS ways
  WHERE ways.of_page = 0 OR pages.root <> floors.tree
) AS places
GROUP BY tree, session, run
