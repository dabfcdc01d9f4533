-- When the events of each session came from, by the collector's clock. Nothing happened after it came: a clock that was
-- ahead, and was put right before the event was sent, is not believed.
SELECT session, MIN(happened_at) AS first_at, MAX(happened_at) AS last_at
FROM (
  SELECT
    session,
    CASE WHEN "at" + skew_ms > received_at THEN received_at ELSE "at" + skew_ms END AS happened_at
  FROM events
  WHERE mode = '{mode}'
) AS timed_events
GROUP BY session
