-- When the events that count came from, by the collector's clock; null where there are none, where ClickHouse has 0.
SELECT NULLIF(MIN(spans.first_at), 0) AS first_at, NULLIF(MAX(spans.last_at), 0) AS last_at FROM spans
