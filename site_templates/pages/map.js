// Shows each map where it begins: pictures are wider than most screens, and their first box is seldom in the corner.
(() => {
  "use strict";
  for (const canvas of document.querySelectorAll(".canvas")) {
    const first = canvas.querySelector(".start, .node");
    if (!first) continue;
    const box = first.getBoundingClientRect();
    const frame = canvas.getBoundingClientRect();
    canvas.scrollLeft += (box.left + box.right - frame.left - frame.right) / 2;
    canvas.scrollTop += Math.max(0, box.bottom - frame.bottom + 12);
  }
})();
