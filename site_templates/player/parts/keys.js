// The list of keys at the foot of an aid, with the switch for single keys, from when it is first opened.
import {keepChoice} from "../choosing.js";
import {showKey} from "../keynames.js";
import {keyTexts} from "../texts_keys.js";
import {el} from "../view.js";

export function createPart(aid) {
  const {keys, surroundings} = aid, list = aid.byId("keys");

  // What the aid has no button for is not listed.
  function draw() {
    if (list.querySelector("dl")) return;
    const here = Object.keys(keys).filter((name) => name !== "keys" && (name !== "search" || aid.page.parts.search));
    const rows = [["1 … 9", "choose"], ["0", "none"], ["↵", "confirm"], ...here.map((name) => [showKey(keys[name]), name]), ["Esc", "close"], [showKey(keys.keys), "keys"]];
    const box = el("input", {type: "checkbox", id: "use-keys", checked: aid.usesKeys(), autocomplete: "off"});
    box.addEventListener("change", () => {
      aid.useKeys(box.checked);
      keepChoice(surroundings, "keys", box.checked ? null : "off");
    });
    list.append(el("dl", {}, rows.map(([shown, name]) => el("div", {}, el("dt", {}, shown.split(" ").map((each) => (each === "…" ? " … " : el("kbd", {}, each)))),
      el("dd", {}, keyTexts[name])))), el("label", {}, box, keyTexts.use));
    list.scrollIntoView({block: "nearest"});
  }

  function toggle() {
    list.open = !list.open;
    list.querySelector("summary").focus();
    list.scrollIntoView({block: "nearest"});
  }

  // An Escape that closes the list is nobody else's.
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !list.open) return;
    list.open = false;
    event.preventDefault();
  });
  return {draw, toggle};
}
