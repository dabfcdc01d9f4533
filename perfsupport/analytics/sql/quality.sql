-- How far the events can be trusted: numbers missing within sessions, numbers given twice, machines whose clock is off by
-- more than five minutes, and events that came more than an hour late.
SELECT
  COALESCE(SUM(events), 0) AS events, COUNT(*) AS sessions, COALESCE(SUM(missing), 0) AS missing,
  COALESCE(SUM(CASE WHEN missing > 0 THEN 1 ELSE 0 END), 0) AS sessions_with_gaps,
  COALESCE(SUM(doubled), 0) AS doubled, COALESCE(SUM(skewed), 0) AS skewed, COALESCE(SUM(late), 0) AS late
FROM (
  SELECT
    session, COUNT(*) AS events, MAX(sequence) - COUNT(DISTINCT sequence) AS missing,
    COUNT(*) - COUNT(DISTINCT sequence) AS doubled,
    MAX(CASE WHEN skew_ms > 300000 OR skew_ms < -300000 THEN 1 ELSE 0 END) AS skewed,
    SUM(CASE WHEN received_at - "at" - skew_ms > 3600000 THEN 1 ELSE 0 END) AS late
  FROM events
  WHERE mode = '{mode}'
  GROUP BY session
) AS by_session
ORDER BY sessions
