-- The events that count. A restart that nobody followed up is a cleared screen and no run-through.
SELECT numbered.*
FROM numbered
INNER JOIN (
  SELECT session, run
  FROM numbered
  GROUP BY session, run
  HAVING run = 0
    OR SUM(CASE WHEN type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed') THEN 1 ELSE 0 END) > 0
) AS begun ON begun.session = numbered.session AND begun.run = numbered.run
