// The case note: written from the path, and the rep's to edit.
import {mergeNote} from "./casenote.js";
import {showKey} from "./keynames.js";
import {announce} from "./notice.js";
import {noteTexts} from "./texts_note.js";
import {el} from "./view.js";

// Gives {refresh(ended), copy(), toggle(), clear(), text()}, and the aid closeNote(), which tells whether there was one to close.
// `write()` gives the path's lines; what the rep wrote stays when the path grows or changes: only lines that came from the path come and go.
export function createNote(aid, write) {
  const {root, byId} = aid, panel = byId("note"), button = root.querySelector("[data-do=note]");
  panel.replaceChildren(...drawPanel(aid.keys));
  const field = byId("note-text"), status = byId("copied");
  // Each case has its own words: those of another never come into this one. "New case" clears them all.
  const kept = new Map();
  let lines = [], byItself = false, ofCase = aid.case;

  aid.surroundings.onPrint(() => {
    byId("note-print").textContent = panel.hidden ? "" : field.value;
  });

  function open(isOpen) {
    byItself = false;
    if (panel.hidden === isOpen) panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) merge(write());
  }

  function toggle() {
    open(panel.hidden);
    if (!panel.hidden) field.focus();
  }

  // Brings an open note up to date; at an outcome it opens by itself, and away from it closes again.
  function refresh(ended) {
    const ours = panel.hidden || byItself;
    status.textContent = "";
    open(ended || !ours);
    byItself = ours;
  }

  aid.closeNote = () => {
    const isOpen = !panel.hidden;
    if (isOpen) open(false);
    return isOpen;
  };

  function turnCase() {
    if (aid.case === ofCase) return;
    kept.set(ofCase, [field.value, lines]);
    ofCase = aid.case;
    [field.value, lines] = kept.get(ofCase) ?? ["", []];
  }

  function merge(fresh) {
    turnCase();
    const text = mergeNote(field.value ? field.value.split("\n") : [], lines, fresh).join("\n");
    if (field.value !== text) field.value = text;
    lines = fresh;
  }

  async function copy() {
    const at = aid.place();
    open(true);
    let copied = true;
    // What is said a second time is heard only if it has been away.
    byId("live").textContent = "";
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Frames without the permission, and pages without https.
      field.select();
      copied = document.execCommand("copy");
    }
    if (!copied) field.focus();
    status.textContent = copied ? noteTexts.copied : noteTexts.copy_yourself;
    announce(root, status.textContent);
    if (!copied) return;
    aid.record("note_copied", at);
    aid.tell("note", {text: field.value});
  }

  return {
    refresh, copy, toggle,
    text: () => field.value,
    clear() {
      kept.clear();
      ofCase = aid.case;
      field.value = "";
      lines = [];
      open(false);
    },
  };
}

function drawPanel(keys) {
  const press = (name, text, key, more = "") => el("button", {type: "button", class: `go second${more}`, "data-do": name, "aria-keyshortcuts": key}, text, key && el("kbd", {"aria-hidden": "true"}, showKey(key)));
  return [
    el("h2", {id: "note-title"}, noteTexts.title),
    el("textarea", {id: "note-text", "aria-labelledby": "note-title", spellcheck: "true", autocomplete: "off"}),
    el("pre", {class: "printed", id: "note-print", "aria-hidden": "true"}),
    el("div", {class: "row"}, press("copy", noteTexts.copy, keys.copy), press("print", noteTexts.print), press("restart", noteTexts.new_case, keys.restart, " ended"), el("span", {class: "quiet", id: "copied"})),
  ];
}
