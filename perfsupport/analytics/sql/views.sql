-- Each view of a step, in its place among what was done in the run-through: what came just before it, what was
-- responded to it, which step of the same tree came next (each null where nothing came), and the number of the view among
-- those of its tree. Depth is 0 in the page's own tree and grows with each tree inside.
SELECT
  session, run, person, tree, version, step, "within", direction, happened_at, depth, place, came_by, next_type,
  responded, led_to, ROW_NUMBER() OVER (PARTITION BY session, run, tree, "within" ORDER BY place) AS nth,
  LEAD(step) OVER (PARTITION BY session, run, tree, "within" ORDER BY place) AS next_step
FROM (
  SELECT
    session, run, person, tree, version, step, "within", direction, happened_at, type,
    CASE WHEN "within" IS NULL THEN 0 ELSE LENGTH("within") END AS depth,
    ROW_NUMBER() OVER (PARTITION BY session, run ORDER BY sequence, id) AS place,
    LAG(type) OVER (PARTITION BY session, run ORDER BY sequence, id) AS came_by,
    LEAD(type) OVER (PARTITION BY session, run ORDER BY sequence, id) AS next_type,
    LEAD("option") OVER (PARTITION BY session, run ORDER BY sequence, id) AS responded,
    LEAD(target) OVER (PARTITION BY session, run ORDER BY sequence, id) AS led_to
  FROM scoped
  WHERE type IN (
    'step_viewed', 'option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back',
    'outcome_reached'
  )
) AS acts
WHERE type = 'step_viewed'
