-- How far the events of each session can be trusted: how many there are, numbers missing and numbers given twice, whether
-- the machine's clock is off by more than five minutes, and events that came more than an hour late.
SELECT
  session, COUNT(*) AS events, MAX(sequence) - COUNT(DISTINCT sequence) AS missing,
  COUNT(*) - COUNT(DISTINCT sequence) AS doubled,
  MAX(CASE WHEN skew_ms > 300000 OR skew_ms < -300000 THEN 1 ELSE 0 END) AS skewed,
  SUM(CASE WHEN received_at - "at" - skew_ms > 3600000 THEN 1 ELSE 0 END) AS late
FROM events
WHERE mode = '{mode}'
GROUP BY session
