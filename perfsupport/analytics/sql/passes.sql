-- Where run-throughs came out that a response led to a step which is never on screen: a route, or another tree inside.
SELECT tree, led_to AS target, next_step, COUNT(*) AS run_throughs, COUNT(DISTINCT person) AS people
FROM visits
WHERE next_type IN ('option_chosen', 'fact_entered', 'response_changed') AND led_to <> next_step
GROUP BY tree, led_to, next_step
ORDER BY tree, target, next_step
