-- The sessions that began in the period that is asked for, by the collector's clock. A session counts whole.
SELECT mode, session
FROM events
GROUP BY mode, session
HAVING
  MIN(CASE WHEN "at" + skew_ms > received_at THEN received_at ELSE "at" + skew_ms END) >= {since}
  AND MIN(CASE WHEN "at" + skew_ms > received_at THEN received_at ELSE "at" + skew_ms END) < {until}
