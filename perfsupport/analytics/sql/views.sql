-- Each view of a step: what was responded to it, which step of the same tree came next, and what came later in the
-- run-through. Depth is 0 in the page's own tree and grows with each tree inside; height is its opposite, so that nothing
-- later is 0.
SELECT
  tree, version, session, run, person, sequence, id, happened_at, step, direction, depth, frame, next_type, responded,
  led_to, height_later, views_later, ended, ended_here, root, root_version,
  COALESCE(
    MAX(step) OVER (
      PARTITION BY session, run, tree, frame ORDER BY sequence, id ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
    ),
    ''
  ) AS next_step
FROM (
  SELECT
    acts.*,
    COALESCE(
      MAX(type) OVER (PARTITION BY session, run ORDER BY sequence, id ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING), ''
    ) AS next_type,
    COALESCE(
      MAX("option") OVER (PARTITION BY session, run ORDER BY sequence, id ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING), ''
    ) AS responded,
    COALESCE(
      MAX(target) OVER (PARTITION BY session, run ORDER BY sequence, id ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING), ''
    ) AS led_to,
    COALESCE(
      MAX(CASE WHEN type = 'step_viewed' AND direction <> 'back' THEN 100000 - depth ELSE 0 END)
        OVER (PARTITION BY session, run ORDER BY sequence, id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING),
      0
    ) AS height_later,
    COALESCE(
      SUM(CASE WHEN type = 'step_viewed' THEN 1 ELSE 0 END)
        OVER (PARTITION BY session, run ORDER BY sequence, id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING),
      0
    ) AS views_later,
    MAX(CASE WHEN type = 'outcome_reached' THEN 1 ELSE 0 END) OVER (PARTITION BY session, run) AS ended,
    MAX(CASE WHEN type = 'outcome_reached' THEN 1 ELSE 0 END) OVER (PARTITION BY session, run, tree) AS ended_here
  FROM (
    SELECT
      id, session, run, sequence, person, happened_at, type, tree, version, step, direction, "option", target, root,
      root_version, LENGTH(COALESCE("within", '')) AS depth, COALESCE("within", '') AS frame
    FROM scoped
    WHERE type IN (
      'step_viewed', 'option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back',
      'outcome_reached'
    )
  ) AS acts
) AS followed
WHERE type = 'step_viewed'
