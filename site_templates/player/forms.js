// Picks, entries and checklists as the rep works on them.
import {checkEntry} from "./entries.js";
import {formTexts} from "./texts_faces.js";
import {fillCount} from "./counting.js";
import {fill} from "./filling.js";
import {announce} from "./notice.js";

// Gives {submit(form), change(box)}: what the rep sends, and what the rep ticks.
export function createForms(aid) {
  const {byId} = aid, find = (selector) => [...byId("step").querySelectorAll(selector)];
  const forms = {pick: submitPicks, enter: submitEntry, tick: submitTicks};

  function submitPicks() {
    const picked = find(".option :checked").map(({value}) => value);
    if (picked.length) aid.answer(picked);
    else complain(formTexts.tick_some, find(".option input")[0]);
  }

  function submitEntry() {
    const field = byId("entry");
    // A half-typed date has no value; anything that is not a date brings the right words.
    const {value, error} = checkEntry(aid.screen.fact, field.validity.badInput ? "?" : field.value, aid.program.language);
    if (error) {
      complain(error, field);
      field.setAttribute("aria-invalid", "true");
    } else {
      aid.answer(value);
    }
  }

  function submitTicks(form) {
    const left = find(".tick input:not(:checked)");
    if (left.length && "all" in form.dataset) complain(fillCount(formTexts.tick_all, left.length, aid.program.language), left[0]);
    else aid.answer("done");
  }

  function complain(text, field) {
    byId("error").textContent = text;
    byId("error").hidden = false;
    // A field that gets the focus is read out with its error, by its description; one that has it already is not. Words said twice are no news
    // unless they have been away.
    if (field.id !== "entry" || aid.root.activeElement === field) {
      byId("live").textContent = "";
      requestAnimationFrame(() => announce(aid.root, text));
    }
    field.focus();
  }

  // Line by line: what comes later cannot be ticked before what comes first.
  function keepOrder(box) {
    const boxes = find(".tick input"), first = boxes.findIndex(({checked}) => !checked), at = boxes.indexOf(box);
    if (box.checked && first >= 0 && first < at) {
      box.checked = false;
      complain(fill(formTexts.tick_in_order, {line: first + 1}), boxes[first]);
    } else {
      byId("error").hidden = true;
      for (const later of boxes.slice(at + 1)) later.checked &&= box.checked;
    }
  }

  // A tick answers what was complained about; an exclusive choice stands alone.
  function change(box) {
    if (box.closest("[data-manner]")) keepOrder(box);
    else if (box.id !== "entry") byId("error").hidden = true;
    if (!box.checked || !box.closest(".options")) return;
    const alone = "exclusive" in box.dataset;
    for (const other of find(".option :checked")) {
      if (other !== box && (alone || "exclusive" in other.dataset)) other.checked = false;
    }
  }

  return {submit: (form) => forms[form.dataset.form](form), change};
}
