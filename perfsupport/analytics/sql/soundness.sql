-- How far the events of each session can be trusted: how many there are, numbers missing and numbers given twice, whether
-- the machine's clock is off by more than five minutes, and events that came more than an hour late.
SELECT
  events.session AS session, MAX(pages.person) AS person, COUNT(*) AS events,
  MAX(events.sequence) - COUNT(DISTINCT events.sequence) AS missing,
  COUNT(*) - COUNT(DISTINCT events.sequence) AS doubled,
  MAX(CASE WHEN events.skew_ms > 300000 OR events.skew_ms < -300000 THEN 1 ELSE 0 END) AS skewed,
  SUM(CASE WHEN events.received_at - events."at" - events.skew_ms > 3600000 THEN 1 ELSE 0 END) AS late
FROM events
INNER JOIN pages ON pages.session = events.session
WHERE events.mode = '{mode}'
GROUP BY events.session
