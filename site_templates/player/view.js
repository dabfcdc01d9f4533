// Draws the screen of a run-through. What it draws for a first step is what components/step.html.j2 writes into the page.
import {findPlace, own} from "./keys.js";
import {findFace, nameOutcome, nameResponse, nameStep, nameValue, showFacts} from "./names.js";
import {texts} from "./texts.js";
import {fill, fillCount} from "./filling.js";
import {formatValue} from "./values.js";

const SHOWN_PATH = 8;

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

// Tells whether a screen has more on it than this module draws: the part `faces` does the rest.
export function needsFaces({face, step}) {
  return face === "pick" || face === "enter" || Boolean((face === "act" && hasTicks(step)) || step.media || step.tips || step.contact || step.links);
}

// Draws the step. `carry` are blocks that come along, `current` the response being changed or undefined, `more` the part `faces`.
export function renderStep(program, screen, show, {carry = [], current, more} = {}) {
  const {step} = screen, face = hasTicks(step) && screen.face === "act" ? "tick" : screen.face;
  const section = el("section", {class: "step", id: "step", "data-key": screen.key, "data-kind": step.kind, "aria-labelledby": "ask"},
    step.kind === "outcome" && el("p", {class: "badge", "data-end": step.end}, nameOutcome(step.end)),
    el("h2", {id: "ask", tabindex: "-1", lang: !step.ask && step.lang, "aria-describedby": carry.length > 0 && "carry"}, step.ask ? html(step.ask) : line(step.title)),
    step.say && renderSay(step.say), step.media && more.renderMedia(step.media),
    face === "end" ? [renderDo(step), step.contact && more.renderContact(program.contacts[step.contact])] : (FACES[face] ?? more[face])(screen, current),
    current !== undefined && el("button", {class: "go second", "data-do": "cancel"}, texts.cancel, renderKey("Esc")),
    renderHelp(step, program.contacts, more));
  fillFacts(section, show);
  if (carry.length) section.prepend(el("div", {class: "carry", id: "carry"}, carry));
  return section;
}

// Gives the blocks that come along to a screen: what the chosen options say, and the words of outcomes of subtrees.
export function renderCarry(program, run) {
  const responded = run.path.findLast((entry) => entry.how === "responded");
  const chosen = responded ? [responded.response].flat() : [], step = responded && findPlace(program, responded.key).step;
  const spoken = (step?.options ?? []).filter((option) => option.say && chosen.includes(option.id));
  return [
    ...spoken.map((option) => fillFacts(renderSay(option.say), makeShow(program, run, responded.key))),
    ...run.returned.map((key) => {
      const outcome = findPlace(program, key).step;
      return fillFacts(el("div", {}, outcome.say && renderSay(outcome.say), renderDo(outcome)), makeShow(program, run, key));
    }),
  ];
}

const FACES = {choose: renderOptions, act: renderAction};

function renderOptions(screen, current) {
  return el("ul", {class: "options"},
    screen.offered.map((offer, index) => el("li", {}, renderPress(offer.id, offer.label, offer.href, index + 1, current, offer.lang))),
    screen.none && el("li", {}, renderPress("~none", texts.none, screen.none.href, 0, current)));
}

export function renderPress(id, label, href, number, current, lang) {
  const chosen = current !== undefined && current === id;
  const attributes = {
    class: id === "~none" ? "option none" : "option", "aria-keyshortcuts": number < 10 && String(number), "aria-current": chosen && "true",
  };
  return renderLinkOrButton(id, href, attributes, renderNumber(number), el("span", {lang}, line(label)), chosen && el("small", {class: "was"}, texts.chosen));
}

export function renderLinkOrButton(id, href, attributes, ...children) {
  return el(href ? "a" : "button", {...attributes, "data-option": id, href, type: href ? null : "button"}, ...children);
}

export function renderNumber(number) {
  return number < 10 ? renderKey(number) : el("kbd", {"aria-hidden": "true", class: "blank"});
}

export function renderKey(name) {
  return el("kbd", {"aria-hidden": "true"}, name);
}

function renderAction({step, done}) {
  const {manner} = step, press = renderLinkOrButton("done", done, {class: "go"}, manner ? texts.confirm : texts.done, renderKey("↵"));
  return [renderDo(step, manner), el("p", {class: "row"}, press)];
}

function renderDo(step, manner = "do") {
  if (!step.do) return null;
  return renderLabelled(manner, step.checklist ? el("ol", {class: "steps"}, step.do.map((item) => el("li", {}, prose(item)))) : step.do.map((item) => prose(item)));
}

// What to do and what to say look different, and each is named.
export function renderLabelled(name, content) {
  return el("div", {class: name === "say" ? "say" : "do"}, el("p", {class: "label"}, texts[name]), content);
}

function renderSay(text) {
  return renderLabelled("say", prose(text));
}

function renderHelp(step, contacts, more) {
  const tips = step.tips ?? [];
  return [
    step.detail && renderFolded("detail", texts.detail, prose(step.detail), true),
    step.why && renderFolded("why", step.ask ? texts.why_ask : texts.why, prose(step.why)),
    tips.length > 0 && renderFolded("tips", tips.length > 1 ? texts.tips : texts.tip, more.renderTips(tips)),
    step.contact && step.kind !== "outcome" && renderFolded("contact", texts.contact, more.renderContact(contacts[step.contact])),
    step.links && renderFolded("links", texts.links, more.renderLinks(step.links), true),
  ];
}

function renderFolded(section, summary, content, open = false) {
  return el("details", {class: "help", "data-help": section, open}, el("summary", {}, summary), content);
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

// Draws the path so far: the last few entries, or all of them, and what can be changed. Gives null where there is nothing yet.
export function renderPath(program, run, {all, jumped, current}) {
  const entries = run.path.filter(({how}) => how === "responded" || how === "known" || how === "here");
  if (entries.length < 2 && !jumped) return null;
  const hidden = all || entries.length <= SHOWN_PATH + 2 ? 0 : entries.length - SHOWN_PATH;
  const worked = findWorkedOut(program, run);
  return [
    el("h2", {id: "path-title"}, texts.path),
    jumped && el("p", {class: "quiet"}, texts.jumped, " ", el("button", {class: "text-button", "data-do": "restart"}, texts.from_start)),
    hidden > 0 && el("button", {class: "text-button more", "data-do": "earlier"}, fillCount(texts.earlier, hidden, program.language)),
    el("ol", {}, entries.slice(hidden).map((entry) => renderEntered(program, entry, entry.key === current))),
    worked.length > 0 && el("dl", {class: "worked", "aria-label": texts.worked_out}, worked.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value)))),
  ].filter(Boolean);
}

// Draws the step without what the part `faces` draws, for as long as that is on its way.
export function renderWaiting({step}, show) {
  return fillFacts(el("section", {class: "step", id: "step", "aria-busy": "true", "aria-labelledby": "ask"},
    el("h2", {id: "ask", tabindex: "-1"}, step.ask ? html(step.ask) : line(step.title)), step.say && renderSay(step.say)), show);
}

// Gives label and text of what has been calculated by now; what is sensitive stays on its step, since screens are shared and printed.
function findWorkedOut(program, run) {
  return run.frames.flatMap(({tree, facts}) => Object.entries(program.trees[tree].facts).filter(([id, {calculated, sensitive}]) => calculated && !sensitive && own(facts, id) !== undefined)
    .map(([id, fact]) => [fact.label, formatValue(fact, facts[id], program.language)]));
}

// Draws what is left to say where a guide leads nowhere; the checks before a build keep reps from ever seeing it.
export function renderTrouble(run, key) {
  return el("section", {class: "step", id: "step", "data-key": key, "aria-labelledby": "ask"},
    el("h2", {id: "ask", tabindex: "-1"}, texts[run.trouble]), el("p", {}, texts.trouble_advice));
}

function renderEntered(program, {key, tree, step, how, response, source, shown}, isCurrent) {
  const title = nameStep(program, key, shown), attributes = {"aria-current": isCurrent && "step", "data-at": `${tree} ${step}`};
  const asked = el("span", {class: "asked", lang: program.trees[tree].steps[step].lang}, title);
  if (how === "here") return el("li", attributes, asked);
  const word = response === "done" ? texts.look : texts.change;
  return el("li", attributes, asked, el("span", {class: "given"},
    el("span", {class: "text"}, nameResponse(program, key, response, shown)),
    el("button", {class: "text-button", "data-do": "change", "data-key": key, "aria-label": `${word}: ${title}`}, word),
    source && el("span", {class: "source"}, texts.sources[source])));
}

// Draws who keeps the step, and until when it should be reviewed.
export function renderCurrency(program, {tree, step}, today) {
  const owner = step.owner ?? tree.owner, day = step.review_by ?? tree.review_by;
  const overdue = day < today, time = day && el("time", {datetime: day}, formatValue({type: "date"}, day, program.language));
  const around = (overdue ? texts.overdue : texts.review_by).split("{day}");
  const review = day && el(overdue ? "b" : "span", {class: overdue && "overdue"}, around[0], time, around[1]);
  return [owner && fill(texts.owner, {name: owner}), owner && day && " · ", review].filter(Boolean);
}
