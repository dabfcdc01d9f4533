-- How passes through trees inside other ones ended: back in the tree around by a response (how is back), left by going
-- back or by changing an earlier response (left), or not at all (stopped). A pass is a visit in which a step of the tree was
-- seen. is_last is 1 for the last pass of each run-through that saw the tree; the frame is the way to it, from the tree of
-- the page. Of those that came back: the last step seen in it, where its response led, and what was seen next.
SELECT
  tree, root, frame, is_last, how, step, target, next_frame, next_step, COUNT(*) AS run_throughs,
  COUNT(DISTINCT person) AS people
FROM passages
GROUP BY tree, root, frame, is_last, how, step, target, next_frame, next_step
ORDER BY tree, root, frame, is_last, how, step, target, next_frame, next_step
