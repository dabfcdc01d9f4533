// What there is to know of a screen, and how pieces of it become elements. screen.js draws it.
import {findPlace, own} from "./keys.js";
import {findFace, nameValue, showFacts} from "./names.js";

// Makes an element. Attributes that are null or false are left out; so are children.
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes).filter(([, value]) => isGiven(value))) {
    element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter(isGiven));
  return element;
}

const isGiven = (value) => (value ?? false) !== false;

// Puts the facts' values into their places in a piece of the page; one that is not known stays empty.
export function fillFacts(element, show) {
  for (const span of element.querySelectorAll("[data-fact]")) {
    const text = show(span.dataset.fact) ?? "";
    if (span.textContent !== text) span.textContent = text;
  }
  return element;
}

// Gives the key of the frame a step's key lies in: `identity/code` lies in `identity`, a step of the page's own tree in "".
export function frameOf(key) {
  return key.slice(0, Math.max(0, key.lastIndexOf("/")));
}

// Gives a function that shows a fact as text, or null where it is not known: by the facts of the frame that the key lies in.
export function makeShow(program, run, key) {
  const frame = [...run.frames, ...run.closed].find((one) => one.key === frameOf(key));
  return showFacts(program, key, frame?.facts ?? {});
}

// Gives what there is to know of the screen at `key`: {key, place, step, fact, face, offered, none, done}.
// `link(response)` gives the address behind a response, or null where it must have none.
export function makeScreen(program, run, key, link) {
  const place = findPlace(program, key), {tree, step} = place, fact = own(tree.facts, step.fact);
  return {
    key, place, step, fact, face: findFace(step, fact), none: run.none === null ? null : {href: link("~none"), target: findPlace(program, run.none).parts.at(-1).id}, done: link("done"),
    offered: run.offered.map((id) => ({href: link(id), ...(step.options?.find((option) => option.id === id) ?? {id, label: nameValue(program, fact, id)})})),
  };
}

// Tells whether lines are ticked one by one; what is confirmed at once has none to tick.
export function hasTicks({checklist, manner}) {
  return Boolean(checklist) && manner !== "do-confirm";
}

export function html(text) {
  const holder = document.createElement("template");
  holder.innerHTML = text;
  return holder.content;
}

export function prose(text, name = "prose") {
  return el("div", {class: name}, html(text));
}

export function line(value) {
  return typeof value === "string" ? value : value.map((part) => (typeof part === "string" ? part : el("span", {"data-fact": part[0]})));
}

// Draws the step's heading alone, for as long as what draws the rest is on its way.
export function renderWaiting({step}, show) {
  return fillFacts(el("section", {class: "step", id: "step", "aria-busy": "true", "aria-labelledby": "ask"},
    el("h2", {id: "ask", tabindex: "-1", lang: !step.ask && step.lang}, step.ask ? html(step.ask) : line(step.title))), show);
}

// Takes over a step that is in the page already where it is this screen: the one in the page's own HTML, or one that only gets new
// facts. Gives whether it is.
export function takeOver(section, {key, offered, none, done, step}) {
  const presses = [...section.querySelectorAll("[data-option]")], drawn = [...section.querySelectorAll("[data-option], .options input")];
  const hrefs = new Map(offered.map(({id, href}) => [id, href]));
  if (none) hrefs.set("~none", none.href);
  if (step.kind === "action" && !hasTicks(step)) hrefs.set("done", done);
  const same = section.dataset.key === key && drawn.map((each) => each.dataset.option ?? each.value).join() === [...hrefs.keys()].join()
    && presses.every(({localName, dataset}) => localName === (hrefs.get(dataset.option) ? "a" : "button"));
  if (same) for (const press of presses) if (press.localName === "a") press.setAttribute("href", hrefs.get(press.dataset.option));
  return same;
}
