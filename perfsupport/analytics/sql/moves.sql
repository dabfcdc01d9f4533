-- Where run-throughs finally went from each step: the option and the step that it leads to, each empty where there is
-- none or where a sensitive step does not tell.
SELECT tree, step, "option", target, COUNT(*) AS run_throughs, COUNT(DISTINCT person) AS people
FROM (
  SELECT
    tree, step, person, led_to AS target,
    CASE WHEN next_type = 'none_fitted' THEN '~none' ELSE responded END AS "option"
  FROM visits
  WHERE next_type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed')
) AS gone
GROUP BY tree, step, "option", target
ORDER BY tree, step, "option", target
