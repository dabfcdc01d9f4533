-- Searches by whether they found anything, and those without a hit by what was searched for where that is recorded.
SELECT
  words, CASE WHEN hits = 0 THEN 0 ELSE 1 END AS found, COUNT(*) AS searches, COUNT(DISTINCT person) AS people
FROM (
  SELECT
    CASE WHEN hits = 0 THEN COALESCE(words, '') ELSE '' END AS words, COALESCE(hits, 0) AS hits,
    COALESCE(rep, session) AS person
  FROM events
  WHERE mode = '{mode}' AND type = 'searched'
) AS asked
GROUP BY words, CASE WHEN hits = 0 THEN 0 ELSE 1 END
ORDER BY found, searches DESC, words
