// Draws the screen of a run-through and what stands beside it. What it draws for a first step is what components/step.html.j2 writes.
import {renderKey, renderLabelled, renderLinkOrButton, renderPress} from "./blocks.js";
import {renderChecklist, renderContact, renderEntry, renderLinks, renderMedia, renderPick, renderTips} from "./faces.js";
import {fillCount} from "./counting.js";
import {fill} from "./filling.js";
import {findPlace, own} from "./keys.js";
import {nameStep} from "./names.js";
import {nameOutcome} from "./outcomes.js";
import {isOfGuide, nameResponse} from "./responses.js";
import {texts} from "./texts.js";
import {droppedTexts, jumpTexts} from "./texts_faces.js";
import {formatValue} from "./values.js";
import {el, fillFacts, hasTicks, html, line, makeShow, prose} from "./view.js";

const SHOWN_PATH = 8;
const WORDS_ALONE = /^[^<&]+$/; // of prose: one paragraph stands without a tag (prose.py)
const FACES = {choose: renderOptions, pick: renderPick, enter: renderEntry, act: renderAction, tick: renderChecklist};

const madeOf = new WeakMap(); // piece of the page: what it was made of
const drawn = new WeakMap(); // step on screen: the pieces of it that the next one takes over

// Draws the step. `carry` are blocks that come along, `current` the response being changed or undefined. What the step before (`last`) has too is not
// made anew, its words are: so a press is answered sooner.
export function renderStep(program, screen, show, {carry = [], current} = {}, last = null) {
  const {step} = screen, face = hasTicks(step) && screen.face === "act" ? "tick" : screen.face;
  const isWaiting = Boolean(last?.ariaBusy), section = isWaiting || drawn.has(last) ? last : el("section", {class: "step", id: "step", "aria-labelledby": "ask"}), kept = drawn.get(section) ?? {};
  drawn.set(section, kept);
  section.ariaBusy = null;
  Object.assign(section.dataset, {key: screen.key, kind: step.kind});
  arrange(section, [
    step.kind === "outcome" && el("p", {class: "badge", id: "kind", "data-end": step.end}, nameOutcome(step.end)),
    turnHeading(section.querySelector("#ask"), step, carry.length > 0, isWaiting),
    step.say && turnProse((kept.say ??= renderSay("")), step.say), step.media && renderMedia(step.media, program.language),
    face === "end" ? [renderDo(step), step.contact && renderContact(program.contacts[step.contact])] : FACES[face](screen, current, kept),
    current !== undefined && el("button", {class: "go second", "data-do": "cancel"}, texts.cancel, renderKey("Esc")),
    renderHelp(step, program.contacts),
  ].flat(Infinity).filter(Boolean));
  fillFacts(section, show);
  if (carry.length) section.prepend(el("div", {class: "carry", id: "carry"}, carry));
  return section;
}

// A heading that has the focus is made anew: to move the focus there must tell a screen reader of another one. One that waited for the rest of its
// step has been heard already, and stays where it has nothing more to tell.
function turnHeading(heading, step, hasCarry, isWaiting) {
  if (isWaiting && heading && !hasCarry && !step.end) return heading;
  const words = step.ask ?? step.title, isPlain = typeof words === "string" && (!step.ask || WORDS_ALONE.test(words)) && !hasCarry && !step.end && !(!step.ask && step.lang);
  if (isPlain && heading && madeOf.get(heading) && !heading.matches(":focus")) {
    setWords(heading, words);
    return heading;
  }
  const made = el("h2", {id: "ask", tabindex: "-1", lang: !step.ask && step.lang, "aria-describedby": [step.end && "kind", hasCarry && "carry"].filter(Boolean).join(" ") || null}, step.ask ? html(step.ask) : line(step.title));
  madeOf.set(made, isPlain);
  return made;
}

// Gives a block that says what was not asked though the way depends on it, with a press for each that can be; none where nothing is missing.
export function renderUnasked(facts, ask) {
  const each = [...new Map(facts.map((fact) => [`${fact.ask} ${fact.label}`, fact])).values()];
  const press = ({label, ask: key}) => {
    const button = el("button", {type: "button", class: "text-button", "aria-label": `${jumpTexts.ask_first}: ${label}`}, jumpTexts.ask_first);
    button.addEventListener("click", () => ask(key));
    return button;
  };
  return each.length ? [el("p", {class: "unasked"}, jumpTexts.unasked, each.map((fact) => [" ", el("span", {}, el("b", {}, el("bdi", {lang: fact.lang}, fact.label)), fact.ask && [" ", press(fact)])]))] : [];
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

function renderOptions(screen, current, kept) {
  const offers = [...screen.offered, screen.none && {id: "~none", label: texts.none, href: screen.none.href}].filter(Boolean);
  // Options that a step with fewer of them took out stand ready for the next one with more.
  const list = (kept.options ??= el("ul", {class: "options"})), items = (kept.items ??= []);
  arrange(list, offers.map((offer, index) => (items[index] = turnOption(items[index], offer, offer.id === "~none" ? 0 : index + 1, current))));
  return list;
}

// Gives an option of words alone in place of another one at the same number, and makes all others.
function turnOption(item, {id, label, href, lang}, number, current) {
  const of = typeof label === "string" && !lang && current === undefined && `${number} ${Boolean(href)}`, words = of && madeOf.get(item) === of && item.querySelector("span");
  const turned = words ? item : el("li", {}, renderPress(id, label, href, number, current, lang));
  madeOf.set(turned, of);
  if (!words) return turned;
  setWords(words, label);
  return turnPress(turned, id, href);
}

function turnPress(holder, id, href) {
  const press = holder.querySelector("[data-option]");
  press.dataset.option = id;
  if (href) press.setAttribute("href", href);
  return holder;
}

function renderAction({step, done}, current, kept) {
  const {manner} = step, of = `${manner} ${Boolean(done)}`;
  const press = () => el("p", {class: "row"}, renderLinkOrButton("done", done, {class: "go"}, manner ? texts.confirm : texts.done, renderKey("↵")));
  kept.row = madeOf.get(kept.row) === of ? turnPress(kept.row, "done", done) : press();
  madeOf.set(kept.row, of);
  const isOne = step.do?.length === 1 && !step.checklist && !manner;
  return [isOne ? turnProse((kept.do ??= renderLabelled("do", prose(""))), step.do[0]) : renderDo(step, manner), kept.row];
}

// Puts what CommonMark made of the author's text into a block that may have had another one; most of it is words alone.
function turnProse(block, text) {
  if (WORDS_ALONE.test(text)) setWords(block.lastChild, text);
  else block.lastChild.replaceChildren(html(text));
  return block;
}

// A text that stays gets its new words at less cost than another one; a browser's translator may have put others around it.
function setWords(element, words) {
  const text = element.firstChild;
  if (text?.nodeType === 3 && !text.nextSibling) text.data = words;
  else element.textContent = words;
}

function renderDo(step, manner = "do") {
  if (!step.do) return null;
  return renderLabelled(manner, step.checklist ? el("ol", {class: "steps"}, step.do.map((item) => el("li", {}, prose(item)))) : step.do.map((item) => prose(item)));
}

function renderSay(text) {
  return renderLabelled("say", prose(text));
}

function renderHelp(step, contacts) {
  const tips = step.tips ?? [];
  return [
    step.detail && renderFolded("detail", texts.detail, prose(step.detail), true),
    step.why && renderFolded("why", step.ask ? texts.why_ask : texts.why, prose(step.why)),
    tips.length > 0 && renderFolded("tips", tips.length > 1 ? texts.tips : texts.tip, renderTips(tips)),
    step.contact && step.kind !== "outcome" && renderFolded("contact", texts.contact, renderContact(contacts[step.contact])),
    step.links && renderFolded("links", texts.links, renderLinks(step.links), true),
  ];
}

function renderFolded(section, summary, content, open = false) {
  return el("details", {class: "help", "data-help": section, open}, el("summary", {}, summary), content);
}

const lists = new WeakMap(); // program: the list of its path

// Draws the path so far: the last few entries, or all of them, and what can be changed; `introduction` where there is nothing yet. What
// stands there already stays, so that a long path costs no more than what is new in it.
export function drawPath(place, program, run, {all, jumped, current, ofCase, unasked, ask}, introduction) {
  const entries = run.path.filter(({how}) => how === "responded" || how === "known" || how === "here");
  if (entries.length < 2 && !jumped) return place.replaceChildren(...introduction);
  const hidden = all || entries.length <= SHOWN_PATH + 2 ? 0 : entries.length - SHOWN_PATH;
  const worked = findWorkedOut(program, run), list = lists.get(program) ?? el("ol", {});
  lists.set(program, list);
  fit(list, entries.slice(hidden).map((entry) => [[entry, entry.key === current, ofCase], () => renderEntered(program, entry, entry.key === current)]));
  return fit(place, [
    [[texts.path], () => el("h2", {id: "path-title"}, texts.path)],
    jumped && [[jumped], () => el("p", {class: "quiet"}, texts.jumped, " ", el("button", {class: "text-button", "data-do": "restart"}, texts.from_start))],
    unasked.length > 0 && [[unasked], () => renderUnasked(unasked, ask)[0]],
    hidden > 0 && [[hidden], () => el("button", {class: "text-button more", "data-do": "earlier"}, fillCount(texts.earlier, hidden, program.language))],
    [null, () => list],
    worked.length > 0 && [[worked], () => el("dl", {class: "worked", "aria-label": texts.worked_out}, worked.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))))],
  ].filter(Boolean));
}

// Puts pieces into a place: pairs of what a piece is made of, and a function that makes it where it is not there yet. Where nothing is said of
// what it is made of, the function knows the piece.
function fit(holder, pieces) {
  const there = new Map(Array.from(holder.children, (piece) => [madeOf.get(piece), piece]));
  const wanted = pieces.map(([parts, make]) => {
    const of = parts && JSON.stringify(parts), piece = (of && there.get(of)) ?? make();
    madeOf.set(piece, of);
    return piece;
  });
  arrange(holder, wanted);
}

// Makes pieces all that a holder has; those that are there already are left where they stand.
function arrange(holder, pieces) {
  const stay = new Set(pieces);
  for (const piece of [...holder.childNodes]) if (!stay.has(piece)) piece.remove();
  pieces.forEach((piece, index) => {
    if (holder.childNodes[index] !== piece) holder.insertBefore(piece, holder.childNodes[index] ?? null);
  });
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

// Gives the sentence on responses that no longer hold. Of those from an address only the guide's own words are told: whoever wrote the link must
// not speak to the rep.
export function nameDropped(program, keys, responses, isForeign) {
  const steps = keys.map((key) => {
    if (isForeign && !findPlace(program, key)) return droppedTexts.unknown;
    return isForeign && !isOfGuide(program, key, responses[key]) ? nameStep(program, key) : `${nameStep(program, key)} (${nameResponse(program, key, responses[key])})`;
  });
  return fill(texts.dropped, {steps: [...new Set(steps)].join("; ")});
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

// Draws who keeps the step, and until when it should be reviewed, where that is not what stands there.
export function drawCurrency(place, program, {tree, step}, today) {
  const owner = step.owner ?? tree.owner, day = step.review_by ?? tree.review_by, overdue = day < today, of = `${owner} ${day} ${overdue}`;
  if (madeOf.get(place) === of) return;
  madeOf.set(place, of);
  const time = day && el("time", {datetime: day}, formatValue({type: "date"}, day, program.language));
  const around = (overdue ? texts.overdue : texts.review_by).split("{day}");
  const review = day && el(overdue ? "b" : "span", {class: overdue && "overdue"}, around[0], time, around[1]);
  place.replaceChildren(...[owner && fill(texts.owner, {name: owner}), owner && day && " · ", review].filter(Boolean));
}
