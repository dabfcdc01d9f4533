-- The events that count. A restart that nobody followed up is a cleared screen and no run-through.
SELECT *
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
