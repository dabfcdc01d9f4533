-- How far the events can be trusted: numbers missing within sessions, numbers given twice, machines whose clock is off by
-- more than five minutes, and events that came more than an hour late.
SELECT
  COALESCE(SUM(soundness.events), 0) AS events, COUNT(*) AS sessions, COALESCE(SUM(soundness.missing), 0) AS missing,
  COALESCE(SUM(CASE WHEN soundness.missing > 0 THEN 1 ELSE 0 END), 0) AS sessions_with_gaps,
  COALESCE(SUM(soundness.doubled), 0) AS doubled, COALESCE(SUM(soundness.skewed), 0) AS skewed,
  COALESCE(SUM(soundness.late), 0) AS late, COUNT(DISTINCT person) AS people,
  COUNT(DISTINCT CASE WHEN soundness.missing > 0 THEN person END) AS people_with_gaps,
  COUNT(DISTINCT CASE WHEN soundness.skewed > 0 THEN person END) AS people_skewed
FROM soundness
ORDER BY sessions
