-- The last view of each step in each run-through: what a run-through finally did there.
SELECT *
FROM (
  SELECT
    views.*, ROW_NUMBER() OVER (PARTITION BY session, run, tree, step ORDER BY sequence DESC, id DESC) AS nth
  FROM views
) AS ranked
WHERE nth = 1
