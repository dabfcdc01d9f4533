-- Events of one mode, each with the number of its run-through within the session (a restart ends one and begins the
-- next), the tree that the page is of, the person behind it (the rep reference where a session has one, else the
-- session), and when it happened by the collector's clock.
SELECT
  id, session, sequence, type, "at" + skew_ms AS happened_at, tree, version, step, "within",
  direction, "option", target, value, visible_ms, outcome, solved, entry,
  COALESCE(MAX(CASE WHEN type = 'session_started' THEN tree END) OVER (PARTITION BY session), '') AS root,
  COALESCE(MAX(CASE WHEN type = 'session_started' THEN version END) OVER (PARTITION BY session), '') AS root_version,
  COALESCE(MAX(rep) OVER (PARTITION BY session), session) AS person,
  COALESCE(
    SUM(CASE WHEN type = 'restarted' THEN 1 ELSE 0 END)
      OVER (PARTITION BY session ORDER BY sequence, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
    0
  ) AS run
FROM events
WHERE mode = '{mode}'
