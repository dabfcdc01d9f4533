-- Searches by whether they found anything: all of them, and those without a hit by what was searched for where that is
-- recorded.
SELECT
  over_all, words, found, COUNT(*) AS searches, COUNT(DISTINCT person) AS people
FROM (
  SELECT
    ways.over_all AS over_all, CASE WHEN hits = 0 AND ways.over_all = 0 THEN COALESCE(words, '') ELSE '' END AS words,
    CASE WHEN COALESCE(hits, 0) = 0 THEN 0 ELSE 1 END AS found, COALESCE(rep, session) AS person
  FROM events
  CROSS JOIN (SELECT 0 AS over_all UNION ALL SELECT 1 AS over_all) AS ways
  WHERE mode = '{mode}' AND type = 'searched'
) AS asked
GROUP BY over_all, words, found
ORDER BY found, over_all, searches DESC, words
