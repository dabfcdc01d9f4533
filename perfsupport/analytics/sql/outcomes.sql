-- Where run-throughs ended. One that went back and reached another outcome counts for the last one.
SELECT tree, step, outcome, COUNT(*) AS run_throughs, COUNT(DISTINCT person) AS people
FROM ends
WHERE nth = 1
GROUP BY tree, step, outcome
ORDER BY tree, run_throughs DESC, step, outcome
