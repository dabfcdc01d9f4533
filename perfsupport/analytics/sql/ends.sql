-- The outcomes that were reached, those of one tree and run-through numbered from the last one back.
SELECT
  session, run, person, tree, version, step, outcome, sequence,
  ROW_NUMBER() OVER (PARTITION BY session, run, tree ORDER BY sequence DESC, id DESC) AS nth
FROM scoped
WHERE type = 'outcome_reached'
