// "Changed since you last used this": marks steps that read differently from what this browser saw last. Only where the project allows storage.
import {changedTexts} from "../texts_changed.js";
import {own} from "../keys.js";
import {fillCount} from "../counting.js";
import {announce} from "../notice.js";
import {el} from "../view.js";
import {ownScript} from "../loading.js";
import {findChanges, updateRecord} from "../seen.js";

const MOST_TREES = 100;
const MOST_LISTED = 8;

// `storage` throws in sandboxed frames and where a browser blocks it: nothing is marked then.
export function createPart(aid, storage = findStorage()) {
  // Sites at one origin may have trees with the same ids.
  const {byId, root, program} = aid, place = `perfsupport seen ${new URL("..", ownScript?.src || `${root.baseURI}/`).href}`;
  let marks = mark(), seen = {}, shown = {}, ofCase = aid.case;

  aid.onDraw.push(draw);
  return {draw, forget};

  function mark() {
    const records = read();
    return Object.fromEntries(Object.entries(program.trees).map(([id, tree]) => [id, findChanges(tree, own(records, id))]));
  }

  function draw() {
    if (!storage) return;
    // A mark stays for the case in which it was seen, so that it can be looked at again.
    if (aid.case !== ofCase) {
      ofCase = aid.case;
      for (const [tree, steps] of Object.entries(shown)) for (const id of steps) delete marks[tree][id];
      shown = {};
    }
    const {tree, step} = aid.place();
    (seen[tree] ??= new Set()).add(step);
    (shown[tree] ??= new Set()).add(step);
    keep();
    markHeading(marks[tree]?.[step]);
    markPath();
    tellAtStart();
  }

  function markHeading(kind) {
    const heading = byId("ask"), described = (heading.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== "fresh");
    root.querySelector("#step .fresh")?.remove();
    if (kind) {
      heading.before(el("p", {class: "fresh", id: "fresh"}, changedTexts[kind]));
      described.unshift("fresh");
    }
    // The focus goes to the heading: what stands above it is heard with it.
    if (described.length) heading.setAttribute("aria-describedby", described.join(" "));
    else heading.removeAttribute("aria-describedby");
  }

  function markPath() {
    for (const item of root.querySelectorAll("#path [data-at]")) {
      const [tree, id] = item.dataset.at.split(" "), kind = marks[tree]?.[id];
      if (kind && !item.querySelector(".fresh")) item.append(el("span", {class: "fresh"}, changedTexts[kind]));
    }
  }

  // Before the first response the path says what has changed at all.
  function tellAtStart() {
    const changed = Object.entries(marks[program.tree] ?? {});
    if (changed.length === 0 || aid.run.path.length > 1) return;
    const {steps} = program.trees[program.tree];
    const name = (id) => (typeof steps[id].title === "string" ? steps[id].title : steps[id].title.map((part) => (typeof part === "string" ? part : "…")).join(""));
    const items = changed.slice(0, MOST_LISTED).map(([id, kind]) => el("li", {}, name(id), " ", el("span", {class: "fresh"}, changedTexts[kind])));
    const rest = changed.length - items.length;
    byId("path").append(el("div", {class: "changes"}, el("p", {class: "label"}, changedTexts.since), el("ul", {}, items, rest > 0 && el("li", {}, fillCount(changedTexts.more, rest, aid.program.language)))));
  }

  // Another tab may have kept something meanwhile: what it saw is seen.
  function keep() {
    const records = read();
    for (const [id, tree] of Object.entries(program.trees)) {
      const record = updateRecord(tree, own(records, id), seen[id] ?? new Set());
      delete records[id];
      records[id] = record;
    }
    for (const id of Object.keys(records).slice(0, -MOST_TREES)) delete records[id];
    try {
      storage.setItem(place, JSON.stringify(records));
    } catch {
      // Full or blocked by now: what has changed is marked once more next time.
    }
  }

  function read() {
    try {
      const found = JSON.parse(storage.getItem(place) ?? "{}");
      return found && typeof found === "object" && !Array.isArray(found) ? found : {};
    } catch {
      return {};
    }
  }

  // Takes away what this browser has kept of the site.
  function forget() {
    [marks, seen, shown] = [{}, {}, {}];
    try {
      storage.removeItem(place);
    } catch {
      // There is nothing to take away then.
    }
    for (const each of root.querySelectorAll(".fresh, .changes")) each.remove();
    announce(root, changedTexts.forgotten);
  }
}

function findStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
