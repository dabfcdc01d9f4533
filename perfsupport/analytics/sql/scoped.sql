-- The events that count, by the collector's clock. A restart that nobody followed up is a cleared screen and no
-- run-through. Only sessions that were begun anew are numbered: few are, and a window is dear. Nothing happened after it
-- came: a clock that was ahead, and was put right before the event was sent, is not believed.
SELECT
  events.id AS id, events.session AS session, events.sequence AS sequence, events.type AS type,
  CASE
    WHEN events."at" + events.skew_ms > events.received_at THEN events.received_at ELSE events."at" + events.skew_ms
  END AS happened_at,
  events.tree AS tree, events.version AS version, events.step AS step,
  events."within" AS "within", events.direction AS direction, events."option" AS "option", events.target AS target,
  events.value AS value, events.visible_ms AS visible_ms, events.outcome AS outcome, events.solved AS solved,
  events.entry AS entry, pages.person AS person, 0 AS run
FROM events
INNER JOIN pages ON pages.session = events.session
WHERE events.mode = '{mode}' AND pages.restarts = 0
UNION ALL
SELECT
  id, session, sequence, type, happened_at, tree, version, step, "within", direction, "option", target, value,
  visible_ms, outcome, solved, entry, person, run
FROM (
  SELECT
    numbered.*,
    MAX(
      CASE
        WHEN run = 0 OR type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed') THEN 1 ELSE 0
      END
    ) OVER (PARTITION BY session, run) AS begun
  FROM numbered
) AS marked
WHERE begun = 1
