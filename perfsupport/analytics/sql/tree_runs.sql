-- For each tree the run-throughs that saw a step of it or were on its page, whether it was only run inside another tree,
-- and whether they got through it: an outcome of its own, or a later step in the tree outside.
SELECT
  tree, session, run, MAX(person) AS person, MAX(version) AS version, MIN(happened_at) AS happened_at,
  MIN(CASE WHEN depth = 0 THEN 0 ELSE 1 END) AS inside,
  CASE
    WHEN MAX(ended_here) = 1 OR MAX(CASE WHEN nth = 1 THEN height_later ELSE 0 END) > 100000 - MIN(depth) THEN 1
    ELSE 0
  END AS completed
FROM (
  SELECT
    places.*, ROW_NUMBER() OVER (PARTITION BY session, run, tree ORDER BY sequence DESC, id DESC) AS nth
  FROM (
    SELECT tree, version, session, run, person, sequence, id, happened_at, depth, height_later, ended_here FROM views
    UNION ALL
    SELECT
      root AS tree, root_version AS version, session, run, person, sequence, id, happened_at, 0 AS depth,
      0 AS height_later, 0 AS ended_here
    FROM views
    WHERE root <> '' AND root <> tree
  ) AS places
) AS ranked
GROUP BY tree, session, run
