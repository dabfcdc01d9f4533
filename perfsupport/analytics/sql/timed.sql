-- Each completed run-through of a tree that was opened itself: for how long its steps could be seen until its outcome,
-- and how many questions and inputs were responded to on the way. An action that was ticked off is no question.
SELECT
  session, run, MAX(person) AS person, MAX(CASE WHEN type = 'outcome_reached' THEN tree ELSE '' END) AS tree,
  MAX(CASE WHEN type = 'outcome_reached' THEN version ELSE '' END) AS version,
  SUM(CASE WHEN type <> 'outcome_reached' AND sequence < ended_at THEN visible_ms ELSE 0 END) AS visible_ms,
  SUM(CASE WHEN responded = 1 AND nth = 1 AND sequence < ended_at THEN 1 ELSE 0 END) AS asked
FROM (
  SELECT
    marked.*,
    ROW_NUMBER() OVER (PARTITION BY session, run, tree, frame, step, responded ORDER BY sequence, id) AS nth
  FROM (
    SELECT
      id, session, run, sequence, person, type, tree, version, step, visible_ms, COALESCE("within", '') AS frame,
      CASE
        WHEN type IN ('outcome_reached', 'stepped_back') OR COALESCE("option", '') = 'done' THEN 0 ELSE 1
      END AS responded,
      MAX(CASE WHEN type = 'outcome_reached' THEN sequence ELSE 0 END) OVER (PARTITION BY session, run) AS ended_at
    FROM scoped
    WHERE type IN (
      'option_chosen', 'fact_entered', 'none_fitted', 'response_changed', 'stepped_back', 'outcome_reached'
    )
  ) AS marked
  WHERE ended_at > 0
) AS counted
GROUP BY session, run
