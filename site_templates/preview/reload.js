// Only in `perfsupport serve`: loads the page again after a build, on the same step, and shows what stops one.
(() => {
  "use strict";
  let seen = null;
  // Only the maps wait for the drawing.
  const part = document.body.classList.contains("map-page") ? "drawing" : "build";
  const box = document.createElement("section");
  box.id = "preview-problems";
  box.setAttribute("role", "alert");
  box.hidden = true;
  const title = document.createElement("h2");
  title.textContent = "Not built: this is the last good page";
  const text = document.createElement("pre");
  text.tabIndex = 0;
  box.append(title, text);
  document.body.append(box);

  new EventSource("/preview/events").onmessage = (event) => {
    const state = JSON.parse(event.data);
    if (seen !== null && seen !== state[part]) {
      // The part behind # holds the case, and stays.
      location.reload();
      return;
    }
    seen = state[part];
    text.textContent = state.problems;
    box.hidden = !state.problems;
  };
})();
