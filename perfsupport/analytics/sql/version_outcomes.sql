-- Of what kind the outcomes were that run-throughs of each version ended at.
SELECT tree, version, outcome, COUNT(*) AS run_throughs, COUNT(DISTINCT person) AS people
FROM ends
WHERE nth = 1
GROUP BY tree, version, outcome
ORDER BY tree, version, outcome
