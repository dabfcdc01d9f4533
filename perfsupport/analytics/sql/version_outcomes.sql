-- Of what kind the outcomes were that run-throughs of each version ended at.
SELECT tree, version, outcome, COUNT(*) AS run_throughs, COUNT(DISTINCT person) AS people
FROM (
  SELECT
    tree, version, outcome, person,
    ROW_NUMBER() OVER (PARTITION BY tree, session, run ORDER BY sequence DESC, id DESC) AS nth
  FROM scoped
  WHERE type = 'outcome_reached'
) AS reached
WHERE nth = 1
GROUP BY tree, version, outcome
ORDER BY tree, version, outcome
