-- For how long the steps of each version were looked at in each session before they were left, in visible milliseconds,
-- and how often so long.
SELECT session, tree, version, step, person, visible_ms, COUNT(*) AS visits_alike
FROM scoped
WHERE type IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back')
GROUP BY session, tree, version, step, person, visible_ms
