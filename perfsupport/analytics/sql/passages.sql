-- Each pass through a tree inside another one, by session. A pass is a visit in which a step of the tree was seen;
-- the question that counts them (returned) says what stands in it.
SELECT
  passed.session AS session, passed.tree AS tree, COALESCE(pages.root, '') AS root, passed.frame AS frame,
  passed.is_last AS is_last, passed.person AS person,
  CASE
    WHEN nexts.is_answered = 1 THEN 'back'
    WHEN passed.next_place > 0 OR passed.is_ended = 1 THEN 'left'
    ELSE 'stopped'
  END AS how,
  CASE WHEN nexts.is_answered = 1 THEN COALESCE(passed.step, '') ELSE '' END AS step,
  CASE
    WHEN nexts.is_answered = 1 AND passed.led_to IS NOT NULL THEN passed.led_to
    WHEN nexts.is_answered = 1 AND passed.next_type = 'none_fitted' THEN '~none'
    ELSE ''
  END AS target,
  CASE WHEN nexts.is_answered = 1 THEN COALESCE(nexts."within", '') ELSE '' END AS next_frame,
  CASE WHEN nexts.is_answered = 1 THEN COALESCE(nexts.step, '') ELSE '' END AS next_step
FROM (
  SELECT
    lasts.session AS session, lasts.run AS run, lasts.tree AS tree, lasts.frame AS frame, lasts.is_last AS is_last,
    seen.person AS person, seen.step AS step, seen.led_to AS led_to,
    seen.next_type AS next_type,
    MAX(CASE WHEN ended.nth = 1 THEN 1 ELSE 0 END) AS is_ended,
    COALESCE(
      MIN(
        CASE
          WHEN others.place <= lasts.latest THEN NULL
          WHEN SUBSTR(COALESCE(others."within", ''), 1, LENGTH(lasts.frame)) <> lasts.frame THEN others.place
          WHEN LENGTH(others."within") = LENGTH(lasts.frame) THEN NULL
          WHEN SUBSTR(others."within", LENGTH(lasts.frame) + 1, 1) <> '/' THEN others.place
        END
      ),
      0
    ) AS next_place
  FROM (
    SELECT
      session, run, tree, "within" AS frame, MAX(place) AS latest,
      CASE
        WHEN ROW_NUMBER() OVER (PARTITION BY session, run, tree ORDER BY MAX(place) DESC) = 1 THEN 1 ELSE 0
      END AS is_last
    FROM views
    WHERE depth > 0
    GROUP BY session, run, tree, "within"
  ) AS lasts
  INNER JOIN views AS seen ON seen.session = lasts.session AND seen.run = lasts.run AND seen.place = lasts.latest
  INNER JOIN views AS others ON others.session = lasts.session AND others.run = lasts.run
  LEFT JOIN (SELECT session, run, MIN(nth) AS nth FROM ends GROUP BY session, run) AS ended
    ON ended.session = lasts.session AND ended.run = lasts.run
  GROUP BY
    lasts.session, lasts.run, lasts.tree, lasts.frame, lasts.is_last, seen.person, seen.step, seen.led_to, seen.next_type
) AS passed
INNER JOIN pages ON pages.session = passed.session
LEFT JOIN (
  SELECT
    session, run, place, "within", step,
    CASE
      WHEN direction <> 'back' AND came_by IN ('option_chosen', 'fact_entered', 'none_fitted', 'response_changed')
        THEN 1
      ELSE 0
    END AS is_answered
  FROM views
) AS nexts ON nexts.session = passed.session AND nexts.run = passed.run AND nexts.place = passed.next_place
