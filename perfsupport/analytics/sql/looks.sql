-- For how long each person looked at the steps of each version before they were left, in visible milliseconds, and how
-- often so long.
SELECT tree, version, step, person, visible_ms, COUNT(*) AS visits_alike
FROM scoped
WHERE type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back')
GROUP BY tree, version, step, person, visible_ms
