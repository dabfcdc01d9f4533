-- For each tree the run-throughs that saw a step of it, whether it was only run inside another tree, and whether they got
-- through it: an outcome of its own, or a later step in the tree outside.
SELECT
  seen.tree AS tree, seen.session AS session, seen.run AS run, seen.inside AS inside,
  COALESCE(through.done, 0) AS completed
FROM (
  SELECT tree, session, run, MIN(CASE WHEN "within" IS NULL THEN 0 ELSE 1 END) AS inside
  FROM scoped
  WHERE type = 'step_viewed'
  GROUP BY tree, session, run
) AS seen
LEFT JOIN (
  SELECT DISTINCT tree, session, run, 1 AS done
  FROM (
    SELECT tree, session, run FROM scoped WHERE type = 'outcome_reached'
    UNION ALL
    SELECT inside.tree AS tree, inside.session AS session, inside.run AS run
    FROM (
      SELECT tree, session, run, MAX(sequence) AS last_seen, MIN(LENGTH(COALESCE("within", ''))) AS depth
      FROM scoped
      WHERE type = 'step_viewed'
      GROUP BY tree, session, run
    ) AS inside
    INNER JOIN scoped AS later ON later.session = inside.session AND later.run = inside.run
    WHERE later.type = 'step_viewed'
      AND later.direction <> 'back'
      AND later.sequence > inside.last_seen
      AND LENGTH(COALESCE(later."within", '')) < inside.depth
  ) AS ways
) AS through ON through.tree = seen.tree AND through.session = seen.session AND through.run = seen.run
