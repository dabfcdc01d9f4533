-- For each step of each version, by session: the run-throughs that saw it, those for which it was the last one although no
-- outcome came, and those that did something there: pressed "None of these", went back from it, changed their response to
-- it later, opened help, or said what is wrong.
SELECT
  session, tree, version, step, person, SUM(seen) AS seen, SUM(stopped) AS stopped, SUM(none_fitted) AS none_fitted,
  SUM(went_back) AS went_back, SUM(changed) AS changed, SUM(helped) AS helped, SUM(feedback) AS feedback
FROM (
  SELECT
    session, tree, version, step, person, 1 AS seen, 0 AS stopped, 0 AS none_fitted, 0 AS went_back, 0 AS changed,
    0 AS helped, 0 AS feedback
  FROM visits
  UNION ALL
  SELECT
    visits.session AS session, visits.tree AS tree, visits.version AS version, visits.step AS step,
    visits.person AS person, 0 AS seen, 1 AS stopped, 0 AS none_fitted, 0 AS went_back, 0 AS changed, 0 AS helped,
    0 AS feedback
  FROM visits
  INNER JOIN (
    SELECT places.session AS session, places.run AS run, MAX(places.place) AS place
    FROM visits AS places
    LEFT JOIN (SELECT session, run, nth FROM ends WHERE nth = 1) AS ended
      ON ended.session = places.session AND ended.run = places.run
    WHERE ended.nth IS NULL
    GROUP BY places.session, places.run
  ) AS last_ones ON last_ones.session = visits.session AND last_ones.run = visits.run AND last_ones.place = visits.place
  UNION ALL
  SELECT
    session, tree, MAX(version) AS version, step, MAX(person) AS person, 0 AS seen, 0 AS stopped,
    MAX(CASE WHEN type = 'none_fitted' THEN 1 ELSE 0 END) AS none_fitted,
    MAX(CASE WHEN type = 'stepped_back' THEN 1 ELSE 0 END) AS went_back,
    MAX(CASE WHEN type = 'response_changed' THEN 1 ELSE 0 END) AS changed,
    MAX(CASE WHEN type = 'help_opened' THEN 1 ELSE 0 END) AS helped,
    MAX(CASE WHEN type = 'feedback_given' THEN 1 ELSE 0 END) AS feedback
  FROM scoped
  WHERE type IN ('none_fitted', 'stepped_back', 'response_changed', 'help_opened', 'feedback_given')
  GROUP BY tree, step, session, run
) AS things
GROUP BY session, tree, version, step, person
