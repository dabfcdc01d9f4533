-- What reps said is wrong, the newest first, five hundred at most.
SELECT tree, version, step, kind, text, day_at
FROM (
  SELECT
    tree, version, step, kind, COALESCE(text, '') AS text, "at" + skew_ms - ("at" + skew_ms) % 86400000 AS day_at,
    ROW_NUMBER() OVER (ORDER BY "at" + skew_ms DESC, id DESC) AS place
  FROM events
  WHERE mode = '{mode}' AND type = 'feedback_given'
) AS said
WHERE place <= 500
ORDER BY place
