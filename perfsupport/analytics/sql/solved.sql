-- Whether it helped, by what was said last in each run-through.
SELECT tree, version, solved, COUNT(*) AS run_throughs, COUNT(DISTINCT person) AS people
FROM answers
GROUP BY tree, version, solved
ORDER BY tree, version, solved
