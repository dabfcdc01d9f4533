-- What was seen and responded in each run-through that counts, in order: for walking it through a changed tree.
SELECT
  pages.root AS root, scoped.session AS session, scoped.run AS run, scoped.person AS person, scoped.type AS type,
  scoped.tree AS tree, scoped.step AS step, COALESCE(scoped."within", '') AS frame,
  COALESCE(scoped.direction, '') AS direction, COALESCE(scoped."option", '') AS "option",
  COALESCE(scoped.value, '') AS value, COALESCE(scoped.entry, '') AS entry
FROM scoped
INNER JOIN pages ON pages.session = scoped.session
WHERE scoped.type IN (
    'session_started', 'step_viewed', 'option_chosen', 'fact_entered', 'none_fitted', 'response_changed',
    'outcome_reached'
  )
  AND pages.root IS NOT NULL
ORDER BY session, run, scoped.sequence, scoped.id
