-- How many sessions there are of each mode, counted or not.
SELECT mode, COUNT(DISTINCT session) AS sessions FROM events GROUP BY mode ORDER BY mode
