-- Events of one mode, each with the number of its run-through within the session: a restart ends one and begins the next.
SELECT
  id, session, sequence, type, at, tree, step, "within", direction, outcome,
  COALESCE(
    SUM(CASE WHEN type = 'restarted' THEN 1 ELSE 0 END)
      OVER (PARTITION BY session ORDER BY sequence, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
    0
  ) AS run
FROM events
WHERE mode = '{mode}'
