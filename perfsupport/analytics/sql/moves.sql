-- Where run-throughs finally went from each step: the option and the step that it leads to, each empty where there is
-- none or where a sensitive step does not tell.
SELECT
  tree, step, CASE WHEN is_none = 1 THEN '~none' ELSE COALESCE(chosen, '') END AS "option",
  COALESCE(led_to, '') AS target, SUM(visits_of_one) AS run_throughs, COUNT(*) AS people
FROM (
  SELECT tree, step, is_none, chosen, led_to, person, COUNT(*) AS visits_of_one
  FROM (
    SELECT
      tree, step, person, led_to, CASE WHEN next_type = 'none_fitted' THEN 1 ELSE 0 END AS is_none,
      CASE WHEN next_type <> 'none_fitted' THEN responded END AS chosen
    FROM visits
    WHERE next_type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed')
  ) AS gone
  GROUP BY tree, step, is_none, chosen, led_to, person
) AS gone_by_person
GROUP BY tree, step, is_none, chosen, led_to
ORDER BY tree, step, "option", target
