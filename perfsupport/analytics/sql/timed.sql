-- Each completed run-through of a tree that was opened itself: for how long its steps could be seen until its outcome,
-- and how many questions and inputs were responded to on the way. An action that was ticked off is no question.
SELECT
  session, run, MAX(person) AS person, MAX(ended_tree) AS tree, MAX(ended_version) AS version,
  SUM(seen_ms) AS visible_ms, SUM(is_asked) AS asked
FROM (
  SELECT
    scoped.session AS session, scoped.run AS run, scoped.tree AS tree, scoped."within" AS "within", scoped.step AS step,
    MAX(scoped.person) AS person, MAX(ended.tree) AS ended_tree, MAX(ended.version) AS ended_version,
    SUM(
      CASE
        WHEN scoped.type <> 'outcome_reached' AND scoped.sequence < ended.ended_at THEN scoped.visible_ms ELSE 0
      END
    ) AS seen_ms,
    MAX(
      CASE
        WHEN scoped.type IN ('outcome_reached', 'stepped_back') OR scoped."option" = 'done' THEN 0
        WHEN scoped.sequence < ended.ended_at THEN 1
        ELSE 0
      END
    ) AS is_asked
  FROM scoped
  INNER JOIN (
    SELECT session, run, MAX(sequence) AS ended_at, MAX(tree) AS tree, MAX(version) AS version
    FROM ends
    GROUP BY session, run
  ) AS ended ON ended.session = scoped.session AND ended.run = scoped.run
  WHERE scoped.type IN (
    'option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back', 'outcome_reached'
  )
  GROUP BY scoped.session, scoped.run, scoped.tree, scoped."within", scoped.step
) AS stations
GROUP BY session, run
