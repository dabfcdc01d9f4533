// The expert view: the whole guide on one page beside the step, with the way so far marked, and any step one press away.
import {encodePart} from "../address.js";
import {keepChoice} from "../choosing.js";
import {fillCount} from "../counting.js";
import {walk} from "../engine.js";
import {fill} from "../filling.js";
import {findPlace, own} from "../keys.js";
import {nameStep} from "../names.js";
import {tellCondition} from "../telling.js";
import {texts} from "../texts.js";
import {expertTexts} from "../texts_expert.js";
import {el, html, line, prose} from "../view.js";

const AT_ONCE = 60; // steps drawn between two frames: a guide of thousands never holds the page up

const IN_SIGHT = 120; // pixels of the guide that tell a rep that it is there

// Steps from which on only those in sight are laid out.
const LONG = 100;

const numbered = new WeakMap(); // tree: the numbers of its steps by id

// Gives the number of a step in its tree.
function countTo(tree, id) {
  if (!numbered.has(tree)) numbered.set(tree, new Map(Object.keys(tree.steps).map((each, index) => [each, index + 1])));
  return numbered.get(tree).get(id);
}

export function createPart(aid) {
  const {byId, root, surroundings} = aid;
  let section = null, drawn = new Map(), marked = [], isShown = false;
  aid.onDraw.push(refresh);

  return {show, toggle};

  // What was asked for by a press is brought into sight, where the step leaves it none.
  function toggle() {
    if (isShown) return hide();
    show();
    if (section.getBoundingClientRect().top > innerHeight - IN_SIGHT) section.scrollIntoView();
  }

  function show() {
    if (isShown) return;
    isShown = true;
    section = el("section", {class: "whole card", id: "whole", "aria-labelledby": "whole-title"},
      el("h2", {id: "whole-title"}, expertTexts.title), el("p", {class: "quiet"}, expertTexts.intro), el("ol", {}));
    const {steps} = aid.program.trees[aid.program.tree], program = aid.program, list = section.querySelector("ol");
    list.classList.toggle("long", Object.keys(steps).length > LONG);
    section.addEventListener("click", press);
    byId("path").before(section);
    drawMore(list, Object.keys(steps).map((id, index) => [id, id, `${index + 1}`]), program);
    choose("expert");
    refresh();
  }

  function hide() {
    isShown = false;
    section.remove();
    section = null;
    drawn = new Map();
    marked = [];
    choose(null);
    for (const each of byId("step").querySelectorAll("[data-help=detail]")) each.open = true;
  }

  function choose(view) {
    keepChoice(surroundings, "view", view);
    root.querySelector("[data-do=view]").setAttribute("aria-pressed", String(isShown));
  }

  // Draws some steps now and the rest in the frames to come, unless the view has been left by then.
  function drawMore(list, places, program) {
    if (!list.isConnected || program !== aid.program) return;
    for (const [key, id, number] of places.slice(0, AT_ONCE)) list.append(renderPlace(key, id, number));
    refresh();
    if (places.length > AT_ONCE) requestAnimationFrame(() => drawMore(list, places.slice(AT_ONCE), program));
  }

  function renderPlace(key, id, number) {
    const {program} = aid, {tree, step} = findPlace(program, key), frame = key.slice(0, -id.length);
    const asked = step.ask && html(step.ask);
    const isAsked = step.kind !== "route" && step.kind !== "subtree", title = el("bdi", {}, line(step.title));
    const target = (way) => frame + way, outer = number.slice(0, number.lastIndexOf(".") + 1);
    const tell = (condition) => tellCondition(condition, tree.facts, program.language);
    // Where a link leads belongs to its name: who goes from link to link would hear "Then" over and over.
    const lead = (label, way, href, data, when) => el("li", {}, el("a", {href, ...data}, el("bdi", {class: "way"}, label),
      el("span", {class: "to"}, " ", el("span", {class: "arrow", "aria-hidden": "true"}), ` ${outer}${countTo(tree, way)}`, " ", el("bdi", {}, line(tree.steps[way].title)))),
      when !== undefined && el("span", {class: "to"}, ` (${fill(expertTexts.offered, {clause: tell(when)})})`));
    const jump = (label, way) => lead(label, way, surroundings.href(encodePart(target(way))) ?? "#", {"data-jump": target(way)});
    const ways = [
      ...(step.options ?? []).filter((option) => option.target).map((option) => lead(line(option.label), option.target,
        surroundings.href(`${encodePart(option.target)}?~start=${encodePart(key)}&${encodePart(key)}=${encodePart(option.id)}`) ?? "#", {"data-jump": key, "data-choose": option.id}, option.when)),
      ...(step.branches ?? []).map((branch) => jump(fill(expertTexts.when, {condition: tell(branch.when)}), branch.target)),
      ...Object.entries(step.on ?? {}).map(([end, way]) => jump(line(program.trees[step.run].steps[end].title), way)),
      step.then && jump(expertTexts.then, step.then),
      step.otherwise && jump(expertTexts.otherwise, step.otherwise),
    ].filter(Boolean);
    const item = el("li", {"data-at": key},
      el("p", {class: "number"}, number),
      el("div", {},
        el("p", {class: "head"}, isAsked ? el("a", {href: surroundings.href(encodePart(key)) ?? "#", "data-jump": key}, title) : el("b", {}, title), " ", el("span", {class: "mark"})),
        asked && asked.textContent.trim() !== nameStep(program, key) && el("div", {class: "prose"}, asked),
        step.say && el("div", {class: "say"}, el("p", {class: "label"}, texts.say), prose(step.say)),
        (step.do ?? []).map((item) => prose(item)),
        step.kind === "route" && el("p", {class: "quiet"}, expertTexts.depends),
        ways.length > 0 && el("ul", {class: "ways"}, ways),
        step.run && renderInside(key, step.run, number)));
    drawn.set(key, item);
    return item;
  }

  // The steps of a tree that is run are drawn when somebody looks.
  function renderInside(key, run, number) {
    const inner = aid.program.trees[run], ids = Object.keys(inner.steps), list = el("ol", {});
    const folded = el("details", {}, el("summary", {}, `${fill(expertTexts.runs, inner)} (${fillCount(expertTexts.inside, ids.length, aid.program.language)})`), list);
    folded.addEventListener("toggle", () => {
      if (folded.open && !list.firstChild) drawMore(list, ids.map((id, index) => [`${key}/${id}`, id, `${number}.${index + 1}`]), aid.program);
    });
    return folded;
  }

  // Marks where the rep is and has been. The second visit of a step is marked at the same place.
  function refresh() {
    if (!isShown) return;
    fold(byId("step"));
    for (const item of marked) unmark(item);
    marked = [];
    for (const {key, how, response} of aid.run.path) {
      const item = drawn.get(placeOf(key));
      if (item && (how === "responded" || how === "known")) mark(item, expertTexts.done, [response].flat());
    }
    const here = drawn.get(placeOf(aid.screen.key));
    if (here) {
      mark(here, expertTexts.here, []);
      here.setAttribute("aria-current", "step");
    }
  }

  function placeOf(key) {
    return findPlace(aid.program, key)?.parts.map(({id}) => id).join("/");
  }

  function mark(item, word, chosen) {
    item.dataset.mark = "";
    item.querySelector(".mark").textContent = word;
    for (const link of item.querySelectorAll(":scope > div > .ways [data-choose]")) {
      if (chosen.includes(link.dataset.choose)) link.setAttribute("aria-current", "true");
    }
    marked.push(item);
  }

  function unmark(item) {
    item.removeAttribute("aria-current");
    delete item.dataset.mark;
    item.querySelector(".mark").textContent = "";
    for (const link of item.querySelectorAll("[data-choose][aria-current]")) link.removeAttribute("aria-current");
  }

  // Who knows the guide needs no explanations: they are one press away.
  function fold(step) {
    if (step.dataset.folded === step.dataset.key) return;
    step.dataset.folded = step.dataset.key;
    for (const each of step.querySelectorAll("[data-help=detail], [data-help=why]")) each.open = false;
  }

  function press(event) {
    const link = event.target.closest("[data-jump]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const {jump, choose: option} = link.dataset;
    if (option === undefined) goTo(jump);
    else choosing(jump, option);
  }

  // Goes to any step: back to it where it is on the path, else as if the case began there.
  function goTo(key) {
    const {program, run, state} = aid, empty = {responses: {}, known: state.known};
    if (run.path.some((entry) => entry.key === key && entry.response !== undefined)) aid.edit(key, "jump");
    else aid.go(walk(program, empty, aid.today()).path.at(-1).key === key ? empty : {...empty, start: key});
  }

  // At the screen it is a response; on the path it changes one; elsewhere the case begins there.
  function choosing(key, option) {
    const {state, run} = aid, entry = run.path.findLast((one) => placeOf(one.key) === key && one.response !== undefined);
    if (key === placeOf(aid.screen.key)) aid.answer(takes(key) ? [option] : option);
    else if (entry) aid.go({...state, responses: {...state.responses, [entry.key]: takes(key) ? [option] : option}});
    else aid.go({responses: {[key]: takes(key) ? [option] : option}, known: state.known, start: key});
  }

  function takes(key) {
    return Boolean(own(findPlace(aid.program, key).step, "pick_many"));
  }
}
