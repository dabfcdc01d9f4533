-- For each tree the run-throughs that saw a step of it, and whether they got through it: an outcome of its own, or, where
-- the tree was run inside another, a later step outside.
SELECT seen.tree AS tree, seen.session AS session, seen.run AS run, COALESCE(through.done, 0) AS completed
FROM (
  SELECT tree, session, run
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
