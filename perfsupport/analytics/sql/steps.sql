-- For each step the run-throughs that saw it, those for which it was the last one although no outcome came, and those
-- that did something there: pressed "None of these", went back from it, changed their response to it later, opened help,
-- or said what is wrong.
SELECT
  tree, step, COUNT(DISTINCT figures.person) AS people,
  SUM(figures.seen) AS seen,
  COUNT(DISTINCT CASE WHEN figures.seen = 1 THEN figures.person END) AS seen_people,
  SUM(figures.stopped) AS stopped,
  COUNT(DISTINCT CASE WHEN figures.stopped = 1 THEN figures.person END) AS stopped_people,
  SUM(figures.none_fitted) AS none_fitted,
  COUNT(DISTINCT CASE WHEN figures.none_fitted = 1 THEN figures.person END) AS none_fitted_people,
  SUM(figures.went_back) AS went_back,
  COUNT(DISTINCT CASE WHEN figures.went_back = 1 THEN figures.person END) AS went_back_people,
  SUM(figures.changed) AS changed,
  COUNT(DISTINCT CASE WHEN figures.changed = 1 THEN figures.person END) AS changed_people,
  SUM(figures.helped) AS helped,
  COUNT(DISTINCT CASE WHEN figures.helped = 1 THEN figures.person END) AS helped_people,
  SUM(figures.feedback) AS feedback,
  COUNT(DISTINCT CASE WHEN figures.feedback = 1 THEN figures.person END) AS feedback_people
FROM (
  SELECT
    tree, step, session, run, MAX(person) AS person, MAX(seen) AS seen, MAX(stopped) AS stopped,
    MAX(none_fitted) AS none_fitted, MAX(went_back) AS went_back, MAX(changed) AS changed, MAX(helped) AS helped,
    MAX(feedback) AS feedback
  FROM (
    SELECT
      tree, step, session, run, person, 1 AS seen,
      CASE WHEN views_later = 0 AND ended = 0 THEN 1 ELSE 0 END AS stopped,
      0 AS none_fitted, 0 AS went_back, 0 AS changed, 0 AS helped, 0 AS feedback
    FROM visits
    UNION ALL
    SELECT
      tree, step, session, run, person, 0 AS seen, 0 AS stopped,
      CASE WHEN type = 'none_fitted' THEN 1 ELSE 0 END AS none_fitted,
      CASE WHEN type = 'stepped_back' THEN 1 ELSE 0 END AS went_back,
      CASE WHEN type = 'response_changed' THEN 1 ELSE 0 END AS changed,
      CASE WHEN type = 'help_opened' THEN 1 ELSE 0 END AS helped,
      CASE WHEN type = 'feedback_given' THEN 1 ELSE 0 END AS feedback
    FROM scoped
    WHERE type IN ('none_fitted', 'stepped_back', 'response_changed', 'help_opened', 'feedback_given')
  ) AS marks
  GROUP BY tree, step, session, run
) AS figures
GROUP BY tree, step
ORDER BY tree, step
