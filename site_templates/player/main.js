// Plays the page's program: keeps the state, draws what it means, and turns clicks, keys and addresses into the next state.
import {encodePart, isSecret, parseAddress, writeAddress} from "./address.js";
import {caseNote} from "./casenote.js";
import {listenToRep} from "./controls.js";
import {back, refusal, walk, withoutResponses} from "./engine.js";
import {createHost} from "./host.js";
import {complete, findPlace, translate} from "./keys.js";
import {nameResponse, nameStep} from "./names.js";
import {createNote} from "./note.js";
import {texts} from "./texts.js";
import {createTracker} from "./tracker.js";
import {byId, fillFacts, frameOf, makeScreen, makeShow, renderCarry, renderCurrency, renderPath, renderStep, renderTrouble} from "./view.js";

const REMEMBERED = 64;
const LONGEST_LINK = 2000;

start();

async function start() {
  const pressHeld = holdPress();
  try {
    const page = JSON.parse(byId("perfsupport-page").textContent);
    const program = page.program ?? (await loadProgram(page.program_url));
    const refused = refusal(program);
    if (refused) say(refused);
    else play(page, complete(program));
  } catch (error) {
    say(error instanceof SyntaxError ? texts.not_readable : texts.not_loaded);
    console.error(error);
  } finally {
    pressHeld();
  }
}

// Holds what the rep presses while a large program is on its way; the function that it gives presses it again.
function holdPress() {
  let button = null;
  const hold = ({target}) => {
    button = target.closest("#step button");
    if (button) say(texts.loading);
  };
  document.addEventListener("click", hold);
  return () => {
    document.removeEventListener("click", hold);
    button?.click();
  };
}

async function loadProgram(address) {
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
  return reply.json();
}

// Shows a sentence above the step and has it read out; an empty one takes the last away.
function say(text) {
  const notice = byId("notice"), live = byId("live");
  if (live.textContent !== text) live.textContent = text;
  if (notice.textContent !== text) notice.textContent = text;
  notice.hidden = !text;
}

// The day by the rep's clock, as an ISO date: effective dates turn at midnight where the rep is.
function readToday() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function play(page, program) {
  const remembered = new Map();
  const about = {tree: program.tree, mode: page.mode, language: program.language, host: ""};
  const host = createHost({hosts: page.hosts, onContext: takeContext, onHost: (origin) => { about.host = origin; }});
  const tracker = createTracker({page: about, program, sinks: page.tracking, hosts: [...page.hosts, location.origin]});
  const note = createNote(() => caseNote(program, state, readToday()));
  const introduction = [...byId("path").childNodes];
  let known = {}, state = null, run = null, screen = null, editing = null, pairs = "", address = "", wholePath = false, waiting = false;

  begin();

  function begin() {
    const reloaded = performance.getEntriesByType?.("navigation")[0]?.type === "reload", hash = location.hash.length > 1;
    tracker.record("session_started", {entry: reloaded ? "reload" : hash ? "link" : "start"});
    read(history.state?.editing);
    draw();
    if (hash) write("replaceState", history.state?.prev);
    tell(state.start ? "jump" : "forward", false);
    listenToRep({answer, edit, goBack, restart, cancel, help, copy, showWholePath, note, fact: () => screen.fact, language: program.language});
    addEventListener("popstate", popped);
  }

  // Where the rep is, for events.
  function place() {
    return {tree: screen.place.treeId, step: screen.place.parts.at(-1).id, within: frameOf(screen.key) || undefined};
  }

  // From an address, the host, or a press to a state.

  function read(wanted) {
    const hash = location.hash.slice(1), asked = remembered.get(hash) ?? parseAddress(program, hash, readToday(), known);
    settle({...asked, known: {...asked.known, host: known}}, true);
    if (asked.start && !findPlace(program, asked.start)) say(texts.step_gone);
    editing = run.path.some(({key}) => key === wanted) ? wanted : null;
  }

  function takeContext({facts}) {
    if (!facts || typeof facts !== "object") return;
    known = Object.fromEntries(Object.entries(facts).map(([id, value]) => [id, writeKnown(value)]));
    settle({...state, known: {...state.known, host: known}});
    draw();
    write("replaceState", history.state?.prev);
  }

  function popped(event) {
    const was = place(), before = countResponses(), cancelled = editing !== null;
    read(event.state?.editing);
    const direction = cancelled || editing ? "change" : countResponses() < before ? "back" : event.state ? "forward" : "jump";
    arrive(direction, was);
  }

  function answer(response) {
    // What a sensitive question was responded, or where that led, is nobody's to count.
    const {key, step} = screen, was = place(), changed = editing !== null, secret = isSecret(program, key);
    const target = secret ? undefined : nameTarget(screen, response);
    const dropped = settle({...state, responses: {...state.responses, [key]: response}});
    const option = secret || step.kind === "input" ? undefined : [response].flat().join(",");
    if (changed) tracker.record("response_changed", {...was, option, target, dropped});
    else if (response === "~none") tracker.record("none_fitted", {...was, target});
    else if (step.kind === "input") tracker.record("fact_entered", {...was, fact: step.fact, value: [response].flat().join(","), target});
    else tracker.record("option_chosen", {...was, option, target});
    arrive(changed ? "change" : "forward", was, changed ? "replaceState" : "pushState");
  }

  function edit(key) {
    const was = place();
    say("");
    editing = key;
    arrive("change", was, "pushState");
  }

  function cancel() {
    if (history.state?.editing === editing) history.back();
    else {
      editing = null;
      arrive("change", place());
    }
  }

  function goBack() {
    if (editing !== null) return cancel();
    const goal = back(program, state, readToday());
    if (!goal) return undefined;
    const end = walk(program, goal, readToday()).path.at(-1).key;
    // Where the browser's last entry is this very state, its own button and ours do the same.
    if (history.state?.prev === writeAddress(program, goal, end)) return history.back();
    const was = place();
    settle(goal);
    return arrive("back", was, "replaceState");
  }

  function restart() {
    const was = place();
    tracker.record("restarted", was);
    remembered.clear();
    note.clear();
    wholePath = false;
    settle({responses: {}, known: {host: known, link: {}}});
    say(texts.restarted);
    arrive("forward", was, "pushState");
  }

  // From a state to the screen.

  // Takes a state over without the responses that no longer hold, and names those; returns how many there were.
  // An address never tells sensitive facts: while the rep enters those again, what comes after them waits.
  function settle(next, fromAddress = false) {
    const asked = fromAddress ? translate(program, next) : next;
    run = walk(program, asked, readToday());
    editing = null;
    waiting = (fromAddress || waiting) && run.dropped.length > 0 && isSecret(program, run.path.at(-1).key);
    if (waiting) {
      say(texts.enter_again);
      state = asked;
      return 0;
    }
    const named = run.dropped.map((key) => `${nameStep(program, key)} (${nameResponse(program, key, asked.responses[key])})`);
    say(named.length ? texts.dropped(named) : "");
    state = withoutResponses(asked, run.dropped);
    return named.length;
  }

  function countResponses() {
    return run.path.filter(({how}) => how === "responded").length;
  }

  // Shows the screen after the rep moved: events, address, focus. Without a `method` the browser has moved in its history itself.
  function arrive(direction, was, method) {
    draw(true);
    if (direction === "back") tracker.record("stepped_back", {...was, target: place().step});
    if (method) write(method, method === "pushState" ? address : history.state?.prev);
    tell(direction, true);
  }

  function tell(direction, moved) {
    tracker.record("step_viewed", {...place(), direction});
    host.send("step", {...place(), key: screen.key, title: document.title, moved});
    if (run.outcome === null || editing !== null) return;
    tracker.record("outcome_reached", {...place(), outcome: screen.step.end});
    host.send("outcome", {...place(), outcome: screen.step.end, note: note.text()});
  }

  // Writes the state into the address. `prev` is the address of the browser's entry before.
  function write(method, prev) {
    address = encodePart(screen.key) + pairs;
    if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value);
    remembered.set(address, state);
    try {
      history[method]({prev, editing}, "", `#${address}`);
    } catch {
      // Browsers refuse more than about a hundred entries in half a minute. The state is in memory, the next click writes it.
    }
  }

  function draw(moved = false) {
    pairs = writeAddress(program, state, "");
    const seen = editing === null ? run : walk(program, state, readToday(), editing);
    const {key, shown} = seen.path.at(-1), show = makeShow(program, seen, key), old = byId("step");
    const at = findPlace(program, key);
    screen = seen.trouble ? {key, place: at, step: at.step, offered: []} : makeScreen(program, seen, key, makeLink(key));
    if (!moved && !seen.trouble && isDrawn(old, screen)) fillFacts(old, show);
    else old.replaceWith(seen.trouble ? renderTrouble(seen, key) : renderStep(program, screen, show, drawing(seen, key)));
    document.title = `${nameStep(program, key, shown)} – ${program.trees[program.tree].title}`;
    byId("aid").dataset.state = run.outcome === null ? "on" : "ended";
    drawPath();
    note.refresh(run.outcome !== null && editing === null);
    drawSurroundings();
    if (moved) moveFocus();
    // For the pane of `perfsupport serve` (docs/reference/page.md).
    if (page.mode === "preview") document.dispatchEvent(new CustomEvent("perfsupport:state", {detail: {program, state, run, key, play: replay}}));
  }

  function replay(next, {program: other = program, moved = true}) {
    program = other;
    settle(next);
    draw(moved);
    write(moved ? "pushState" : "replaceState", moved ? address : history.state?.prev);
    tell("jump", moved);
  }

  function drawing(seen, key) {
    return editing === null ? {carry: renderCarry(program, seen)} : {current: state.responses[key] ?? run.path.find((entry) => entry.key === key).response};
  }

  // Gives a function that writes the address behind a response at the screen. It gives null where that would tell a sensitive
  // fact, and where the address is longer than other programs take: the option is a button then.
  function makeLink(key) {
    const other = editing === null ? pairs : writeAddress(program, withoutResponses(state, [key]), "");
    const secret = isSecret(program, key);
    return (response) => (other.length > LONGEST_LINK || (secret && response !== "~none") ? null
      : `#${other || "?"}${other && "&"}${encodePart(key)}=${encodePart(response)}`);
  }

  function drawPath() {
    byId("path").replaceChildren(...(renderPath(program, run, {all: wholePath, jumped: Boolean(state.start), current: screen.key}) ?? introduction));
  }

  function drawSurroundings() {
    const source = byId("source"), {place: {tree, step}} = screen, atStart = !state.start && Object.keys(state.responses).length === 0;
    for (const button of document.querySelectorAll(".bar [data-do]")) button.disabled = button.dataset.do === "back" && atStart && editing === null;
    byId("currency").replaceChildren(...renderCurrency(program, screen.place, readToday()));
    source.hidden = !page.source_url;
    if (page.source_url) source.href = page.source_url.replace("{path}", encodeURI(tree.path)).replace("{line}", step.line);
  }

  function showWholePath(all = true) {
    wholePath = all;
    drawPath();
  }

  function help(section) {
    tracker.record("help_opened", {...place(), section});
  }

  async function copy() {
    const copied = await note.copy();
    byId("live").textContent = copied ? texts.copied : texts.copy_yourself;
    if (copied) {
      tracker.record("note_copied", place());
      host.send("note", {text: note.text()});
    }
  }
}

// The host says facts as JSON has them; the state holds text.
function writeKnown(value) {
  if (Array.isArray(value)) return value.map(String);
  return value === true ? "yes" : value === false ? "no" : String(value);
}

// The id of the step that a response leads to, as the program says it: silent steps may lead on from there.
function nameTarget({step, none}, response) {
  if (response === "~none") return none?.target;
  return step.options?.find(({id}) => id === response)?.target ?? step.then;
}

// Tells whether a step in the page is this screen already: the one in the page's own HTML, or one that only gets new facts.
function isDrawn(section, {key, offered, none, step}) {
  const drawn = [...section.querySelectorAll("[data-option], .options input")].map((each) => each.dataset.option ?? each.value);
  const ids = [...offered.map(({id}) => id), ...(none ? ["~none"] : []), ...(step.kind === "action" && !step.checklist ? ["done"] : [])];
  return section.dataset.key === key && drawn.join() === ids.join();
}

function moveFocus() {
  const heading = byId("ask"), {top, bottom} = heading.getBoundingClientRect();
  heading.focus({preventScroll: true});
  if (top < 0 || bottom > innerHeight) heading.closest(".card").scrollIntoView();
}
