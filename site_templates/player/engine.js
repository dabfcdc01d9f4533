// What a run-through shows, as a function of program, state and day; the twin of perfsupport/scenarios, key for key.
// docs/reference/walk.md says what each part means. No page, no clock, no network in here.
import {evaluate} from "./evaluate.js";
import {findPlace, own, translate, visitKey} from "./keys.js";
import {texts} from "./texts.js";
import {admit, parseValue, writeValue} from "./values.js";

const PROGRAM_FORMAT = 1;
const MOST_VISITS = 5000;
const MOST_SILENT_VISITS = 2; // of one step, between two responses

// Gives null, or one sentence why this player cannot play a program.
export function refusal(program) {
  return program?.format === PROGRAM_FORMAT ? null : texts.unknown_format;
}

// Gives the run of a state on a day. `stop` is the key of a visit at which the rep is asked whatever the state says.
export function walk(program, state, today, stop = null) {
  const {known, start} = state, frames = [], used = new Set(), silent = new Map();
  let {responses} = translate(program, state), path = [], closed = [], returned = [], offered = [], none = null, outcome = null, trouble = null, here;
  return follow(begin());

  function follow(id) {
    while (id !== undefined && id !== null) id = visit(id);
    if (!trouble && path.at(-1)?.how !== "here") trouble = "nowhere";
    const open = frames.map(report), dropped = Object.keys(responses).filter((key) => !used.has(key));
    return {path, facts: open.at(-1).facts, frames: open, closed, offered, none, returned, outcome, trouble, dropped, goOn: dropped.length ? undefined : respond};
  }

  // Gives the run with one more response, from where the rep is asked: the visits before are not walked again. A run gives one, and stays as it is itself.
  function respond(response, day) {
    if (day !== today) return null;
    ({responses} = translate(program, {responses: {...responses, [here.key]: response}}));
    path = path.slice(0, -1);
    closed = [...closed];
    offered = [];
    none = null;
    return follow(ask(here));
  }

  function begin() {
    let frame = openFrame("", program.tree, null, {});
    const parts = start ? findPlace(program, start)?.parts : null;
    if (!parts) return frame.tree.start;
    const last = parts.at(-1);
    for (const part of parts.slice(0, -1)) {
      frame.visits.set(part.id, part.number - 1);
      frame = enter(arrive(frame, part.id));
    }
    frame.visits.set(last.id, last.number - 1);
    return last.id;
  }

  function visit(stepId) {
    const frame = frames.at(-1);
    if (!own(frame.tree.steps, stepId)) return null;
    const at = arrive(frame, stepId), {step} = at;
    const pass = {route, subtree: runTree, outcome: arriveAt}[step.kind], skipped = step.then !== undefined && !isInEffect(step, today);
    if (path.length >= MOST_VISITS || ((skipped || pass) && goesRound(at))) {
      trouble = "circle";
      return null;
    }
    if (skipped) {
      add(at, "skipped");
      return step.then;
    }
    return (pass ?? ask)(at);
  }

  function arrive(frame, stepId) {
    const key = nextKey(frame, stepId);
    frame.visits.set(stepId, (frame.visits.get(stepId) ?? 0) + 1);
    return {frame, key, id: stepId, step: frame.tree.steps[stepId]};
  }

  function goesRound({frame, id: stepId}) {
    const name = `${frame.key}/${stepId}`, count = (silent.get(name) ?? 0) + 1;
    silent.set(name, count);
    return count > MOST_SILENT_VISITS;
  }

  // Steps that are never asked

  function route(at) {
    const taken = at.step.branches.find((branch) => isInEffect(branch, today) && at.frame.evaluate(branch.when) === true);
    setFacts(at.frame, at.step);
    add(at, "routed");
    return taken ? taken.target : at.step.otherwise;
  }

  function runTree(at) {
    add(at, "entered");
    return own(program.trees, at.step.run) ? enter(at).tree.start : null;
  }

  function arriveAt(at) {
    setFacts(at.frame, at.step);
    if (frames.length === 1) {
      add(at, "here");
      outcome = at.id;
      return null;
    }
    add(at, "returned");
    returned.push(at.key);
    closed.push(report(frames.pop()));
    const outside = frames.at(-1), runStep = outside.tree.steps[at.frame.openedBy], target = own(runStep.on, at.id);
    if (target !== undefined) setFacts(outside, runStep);
    return target;
  }

  // Steps that are asked

  function ask(at) {
    const {frame, step, key} = at, fact = own(frame.tree.facts, step.fact);
    const options = (step.options ?? []).filter((option) => isOnOffer(option, at)), fallback = findFallback(at);
    const response = key === stop ? undefined : own(responses, key);
    if (response === "~none" && fallback) return fallBack(at, fallback);
    const held = response === undefined ? undefined : hold(step, options, fact, response);
    if (held) return goOn(at, held);
    const already = key !== stop ? findKnown(at, options, fact) : null;
    if (already) return goOnKnown(at, already);
    add(at, "here");
    here = at;
    offered = listOffered(step, options, fact);
    none = fallback ? nextKey(fallback.frame, fallback.target) : null;
    return null;
  }

  function isOnOffer(option, {frame, step}) {
    return isInEffect(option, today) && (option.when === undefined || frame.evaluate(option.when) === true)
      && canLeadTo(frame, option.target ?? step.then);
  }

  function canLeadTo(frame, stepId) {
    const step = own(frame.tree.steps, stepId);
    return step !== undefined && (isInEffect(step, today) || step.then !== undefined);
  }

  function findFallback({frame, id: stepId, step}) {
    if (step.kind === "action" || step.exhaustive) return null;
    const outer = frames.findLast((one) => one.tree.fallback !== undefined && !(one === frame && one.tree.fallback === stepId)
      && canLeadTo(one, one.tree.fallback));
    return outer ? {frame: outer, target: outer.tree.fallback} : null;
  }

  function findKnown({frame, id: stepId, step}, options, fact) {
    const value = frame.values.get(step.fact) ?? null;
    return value === null || frame.settled.has(stepId) ? null : holdValue(step, options, fact, value);
  }

  function goOn(at, held) {
    responded(at);
    if (at.step.fact !== undefined && held.value !== null) put(at.frame, at.step.fact, held.value, "response");
    return leave(at, held, "responded");
  }

  function goOnKnown(at, held) {
    at.frame.settled.add(at.id);
    return leave(at, held, "known", at.frame.sources.get(at.step.fact));
  }

  function leave(at, held, how, source) {
    const {step, frame} = at, {options} = held;
    setFacts(frame, ...options, step);
    add(at, how, held, source);
    return options.length && !step.pick_many ? options[0].target : step.then;
  }

  function fallBack(at, {frame, target}) {
    responded(at);
    add(at, "responded", {response: "~none", options: []});
    while (frames.at(-1) !== frame) closed.push(report(frames.pop()));
    return target;
  }

  function responded({frame, key, id: stepId}) {
    used.add(key);
    frame.settled.add(stepId);
    silent.clear();
    returned = [];
  }

  // Frames, facts and the path

  function enter({frame, key, id: stepId, step}) {
    const passed = Object.entries(step.passed ?? {}).map(([name, expression]) => [name, frame.evaluate(expression)]);
    return openFrame(key, step.run, stepId, Object.fromEntries(passed));
  }

  function openFrame(key, treeId, openedBy, passed) {
    const frame = {
      key, treeId, openedBy, tree: program.trees[treeId], values: new Map(), sources: new Map(), visits: new Map(),
      settled: new Set(), calculated: null, evaluate: (expression) => evaluate(expression, (fact) => lookUp(frame, fact), today),
    };
    for (const [name, fact] of Object.entries(frame.tree.facts)) {
      const said = (source) => (fact.sources?.includes(source) ? parseValue(fact, own(known[source], name) ?? "") : null);
      for (const [source, value] of [["passed", own(passed, name)], ["host", said("host")], ["link", said("link")]]) {
        const admitted = admit(fact, value ?? null);
        if (admitted === null) continue;
        put(frame, name, admitted, source);
        break;
      }
    }
    frames.push(frame);
    return frame;
  }

  function setFacts(frame, ...carriers) {
    for (const {set} of carriers) if (set) for (const [fact, value] of Object.entries(set)) put(frame, fact, value, "set");
  }

  function add(at, how, held, source) {
    const entry = {key: at.key, tree: at.frame.treeId, step: at.id, how};
    if (held) entry.response = held.response;
    if (source !== undefined) entry.source = source;
    const shown = findShown(at, held?.options ?? []);
    if (shown.length) entry.shown = Object.fromEntries(shown);
    path.push(entry);
  }
}

// Gives the state without some responses.
export function withoutResponses(state, keys) {
  const gone = new Set(keys);
  return {...state, responses: Object.fromEntries(Object.entries(state.responses).filter(([key]) => !gone.has(key)))};
}

function isInEffect({from, until}, today) {
  return (from === undefined || from <= today) && (until === undefined || today <= until);
}

function nextKey(frame, stepId) {
  const within = visitKey(stepId, (frame.visits.get(stepId) ?? 0) + 1);
  return frame.key ? `${frame.key}/${within}` : within;
}

function put(frame, fact, value, source) {
  frame.values.set(fact, value);
  frame.sources.set(fact, source);
  frame.calculated = null;
}

// Gives a fact's value or null. Calculated ones are filled in the program's order, each behind those it uses.
function lookUp(frame, fact) {
  if (frame.values.has(fact) || own(frame.tree.facts, fact)?.calculated === undefined) return frame.values.get(fact) ?? null;
  if (!frame.calculated) {
    frame.calculated = new Map();
    for (const [name, {calculated}] of Object.entries(frame.tree.facts)) {
      if (calculated !== undefined) frame.calculated.set(name, frame.evaluate(calculated));
    }
  }
  return frame.calculated.get(fact) ?? null;
}

function report(frame) {
  const facts = Object.keys(frame.tree.facts).map((name) => [name, lookUp(frame, name)]);
  return {key: frame.key, tree: frame.treeId, facts: Object.fromEntries(facts.filter(([, value]) => value !== null))};
}

// Gives what a response means at a step, {response, options, value}, or null where it does not hold.
function hold(step, options, fact, response) {
  if (step.kind === "action") return response === "done" ? {response, options: [], value: null} : null;
  if (step.kind === "input") {
    const value = fact ? admit(fact, parseValue(fact, response)) : null;
    return value === null ? null : {response: Array.isArray(value) ? value : response, options: [], value};
  }
  if (step.pick_many) return holdMany(options, fact, [response].flat());
  const option = options.find(({id}) => id === response);
  return option ? {response, options: [option], value: option.value ?? null} : null;
}

function holdValue(step, options, fact, value) {
  if (step.kind === "input") return {response: writeValue(value), options: [], value};
  if (Array.isArray(value)) {
    const held = holdMany(options, fact, options.filter((option) => value.includes(option.value)).map(({id}) => id));
    return held && String(held.value) === String(value) ? held : null;
  }
  const option = options.find((one) => one.value === value);
  return option ? {response: option.id, options: [option], value} : null;
}

// One at least, none twice, all on offer, and an exclusive one alone.
function holdMany(options, fact, wanted) {
  const chosen = options.filter(({id}) => wanted.includes(id));
  if (!chosen.length || chosen.length !== wanted.length || (chosen.length > 1 && chosen.some(({exclusive}) => exclusive))) return null;
  const values = chosen.filter(({value}) => value !== undefined).map(({value}) => value);
  return {response: chosen.map(({id}) => id), options: chosen, value: fact ? admit(fact, values) : null};
}

function listOffered(step, options, fact) {
  if (step.kind === "question") return options.map(({id}) => id);
  return fact?.type === "yes_no" ? ["yes", "no"] : (fact?.options ?? []).map(([value]) => value);
}

// Gives pairs of fact and value that the title, labels and notes of a visit show; sensitive ones never.
function findShown({frame, step}, options) {
  const lines = [step.title, step.note, ...options.flatMap(({label, note}) => [label, note])].filter(Array.isArray);
  const named = lines.flatMap((line) => line.filter(Array.isArray).map(([fact]) => fact));
  return named.filter((fact) => !own(frame.tree.facts, fact)?.sensitive).map((fact) => [fact, lookUp(frame, fact)])
    .filter(([, value]) => value !== null);
}
