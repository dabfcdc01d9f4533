-- The last view of each step in each run-through: what a run-through finally did there.
SELECT
  views.session AS session, views.run AS run, views.person AS person, views.tree AS tree,
  views.version AS version, views.step AS step,
  views.place AS place, views.next_type AS next_type, views.responded AS responded, views.led_to AS led_to,
  views.next_step AS next_step
FROM views
INNER JOIN (
  SELECT session, run, tree, step, MAX(place) AS place FROM views GROUP BY session, run, tree, step
) AS last_ones ON last_ones.session = views.session AND last_ones.run = views.run AND last_ones.place = views.place
