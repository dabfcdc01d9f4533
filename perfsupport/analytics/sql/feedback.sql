-- What reps said is wrong, the newest first, five hundred at most.
SELECT tree, version, step, kind, text, happened_at - happened_at % 86400000 AS day_at
FROM (
  SELECT
    tree, version, step, kind, text, happened_at, ROW_NUMBER() OVER (ORDER BY happened_at DESC, id DESC) AS place
  FROM (
    SELECT
      id, tree, version, step, kind, COALESCE(text, '') AS text,
      CASE WHEN "at" + skew_ms > received_at THEN received_at ELSE "at" + skew_ms END AS happened_at
    FROM events
    WHERE mode = '{mode}' AND type = 'feedback_given'
  ) AS said
) AS placed
WHERE place <= 500
ORDER BY place
