-- Events of the sessions that were begun anew, each with the number of its run-through within the session: a restart ends
-- one and begins the next.
SELECT
  events.id AS id, events.session AS session, events.sequence AS sequence, events.type AS type,
  CASE
    WHEN events."at" + events.skew_ms > events.received_at THEN events.received_at ELSE events."at" + events.skew_ms
  END AS happened_at,
  events.tree AS tree, events.version AS version, events.step AS step,
  events."within" AS "within", events.direction AS direction, events."option" AS "option", events.target AS target,
  events.value AS value, events.visible_ms AS visible_ms, events.outcome AS outcome, events.solved AS solved,
  events.entry AS entry, pages.person AS person,
  COUNT(CASE WHEN events.type = 'restarted' THEN 1 END) OVER (
    PARTITION BY events.session ORDER BY events.sequence, events.id
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS run
FROM events
INNER JOIN pages ON pages.session = events.session
WHERE events.mode = '{mode}' AND pages.restarts = 1
