-- Whether it helped, by what was said last in each run-through.
SELECT tree, version, solved, COUNT(*) AS run_throughs, COUNT(DISTINCT person) AS people
FROM (
  SELECT
    tree, version, solved, person,
    ROW_NUMBER() OVER (PARTITION BY tree, session, run ORDER BY sequence DESC, id DESC) AS nth
  FROM scoped
  WHERE type = 'solved_answered'
) AS said
WHERE nth = 1
GROUP BY tree, version, solved
ORDER BY tree, version, solved
