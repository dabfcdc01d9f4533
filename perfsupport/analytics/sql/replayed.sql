-- What was seen and responded in each run-through that counts, in order: for walking it through a changed tree.
SELECT
  root, session, run, person, type, tree, step, COALESCE("within", '') AS frame, COALESCE(direction, '') AS direction,
  COALESCE("option", '') AS "option", COALESCE(value, '') AS value, COALESCE(entry, '') AS entry
FROM scoped
WHERE type IN (
    'session_started', 'step_viewed', 'option_chosen', 'fact_entered', 'none_fitted', 'response_changed',
    'outcome_reached'
  )
  AND root <> ''
ORDER BY session, run, sequence, id
