-- For each step, over all versions (version empty) and in each, what run-throughs did there, and how many people stand
-- behind each count. What one person did is added up first, so that people need not be told apart again, and in each
-- version before it is over all, which makes texts of versions.
SELECT
  tree, version, step, COUNT(*) AS people,
  SUM(by_person.seen) AS seen, SUM(CASE WHEN by_person.seen > 0 THEN 1 ELSE 0 END) AS seen_people,
  SUM(by_person.stopped) AS stopped, SUM(CASE WHEN by_person.stopped > 0 THEN 1 ELSE 0 END) AS stopped_people,
  SUM(by_person.none_fitted) AS none_fitted,
  SUM(CASE WHEN by_person.none_fitted > 0 THEN 1 ELSE 0 END) AS none_fitted_people,
  SUM(by_person.went_back) AS went_back, SUM(CASE WHEN by_person.went_back > 0 THEN 1 ELSE 0 END) AS went_back_people,
  SUM(by_person.changed) AS changed, SUM(CASE WHEN by_person.changed > 0 THEN 1 ELSE 0 END) AS changed_people,
  SUM(by_person.helped) AS helped, SUM(CASE WHEN by_person.helped > 0 THEN 1 ELSE 0 END) AS helped_people,
  SUM(by_person.feedback) AS feedback, SUM(CASE WHEN by_person.feedback > 0 THEN 1 ELSE 0 END) AS feedback_people
FROM (
  SELECT
    tree, CASE WHEN ways.over_all = 1 THEN '' ELSE added.version END AS version, step, person,
    SUM(added.seen) AS seen, SUM(added.stopped) AS stopped, SUM(added.none_fitted) AS none_fitted,
    SUM(added.went_back) AS went_back, SUM(added.changed) AS changed, SUM(added.helped) AS helped,
    SUM(added.feedback) AS feedback
  FROM (
    SELECT
      tree, version, step, person, SUM(marks.seen) AS seen, SUM(marks.stopped) AS stopped,
      SUM(marks.none_fitted) AS none_fitted, SUM(marks.went_back) AS went_back, SUM(marks.changed) AS changed,
      SUM(marks.helped) AS helped, SUM(marks.feedback) AS feedback
    FROM marks
    GROUP BY tree, version, step, person
  ) AS added
  CROSS JOIN (SELECT 0 AS over_all UNION ALL SELECT 1 AS over_all) AS ways
  GROUP BY tree, CASE WHEN ways.over_all = 1 THEN '' ELSE added.version END, step, person
) AS by_person
GROUP BY tree, version, step
ORDER BY tree, version, step
