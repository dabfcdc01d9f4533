// What is said above the step, and what is read out.
const HEARD = 3000; // milliseconds: screen readers take the words when they come, and slow ones a little later

// Shows a sentence above the step and has it read out; an empty one takes the last away.
export function say(root, text) {
  const notice = root.getElementById("notice");
  // Written again, even the same value has the browser look at every style anew.
  if (notice.textContent === text) return;
  notice.textContent = text;
  notice.hidden = !text;
  announce(root, text);
}

// Has words read out that stand elsewhere on the page: who reads on from the top meets them there, and not twice.
export function announce(root, text) {
  const live = root.getElementById("live");
  live.textContent = text;
  clearTimeout(live.heard);
  live.heard = setTimeout(() => (live.textContent = ""), HEARD);
}
