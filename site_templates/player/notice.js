// What is said above the step, and read out; and presses that wait for a program.
import {texts} from "./texts.js";

// Shows a sentence above the step and has it read out; an empty one takes the last away.
export function say(root, text) {
  const notice = root.getElementById("notice"), live = root.getElementById("live");
  if (live.textContent !== text) live.textContent = text;
  if (notice.textContent !== text) notice.textContent = text;
  // Written again, even the same value has the browser look at every style anew.
  if (notice.hidden !== !text) notice.hidden = !text;
}

// Holds what the rep presses while a large program is on its way; the function that it gives presses it again.
export function holdPress(root) {
  let button;
  const hold = ({target}) => {
    button = target.closest("#step button");
    if (button) say(root, texts.loading);
  };
  root.addEventListener("click", hold);
  return () => {
    root.removeEventListener("click", hold);
    button?.click();
  };
}
