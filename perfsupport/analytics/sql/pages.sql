-- Each session of one mode: the tree and the version that its page is of (null where it did not tell), the person behind
-- it (the rep reference where there is one, else the session), and whether it was ever begun anew.
SELECT
  session, MAX(CASE WHEN type = 'session_started' THEN tree END) AS root,
  MAX(CASE WHEN type = 'session_started' THEN version END) AS root_version,
  COALESCE(MAX(rep), session) AS person, MAX(CASE WHEN type = 'restarted' THEN 1 ELSE 0 END) AS restarts
FROM events
WHERE mode = '{mode}'
GROUP BY session
