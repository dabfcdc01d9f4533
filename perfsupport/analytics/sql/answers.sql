-- What was said last about whether it helped, in each run-through in which anything was said.
SELECT session, run, tree, version, solved, person
FROM (
  SELECT
    session, run, tree, version, solved, person,
    ROW_NUMBER() OVER (PARTITION BY tree, session, run ORDER BY sequence DESC, id DESC) AS nth
  FROM scoped
  WHERE type = 'solved_answered'
) AS said
WHERE nth = 1
