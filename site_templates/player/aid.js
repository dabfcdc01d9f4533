// Plays a program in a page: keeps the state, draws what it means, and turns clicks, keys and addresses into the next state.
import {encodePart, isSecret, writeAddress} from "./address.js";
import {complete} from "./columns.js";
import {listenToRep} from "./controls.js";
import {createDays} from "./days.js";
import {refusal, walk, withoutResponses} from "./engine.js";
import {findPlace, translate} from "./keys.js";
import {createLoader} from "./loading.js";
import {nameStep, nameTarget} from "./names.js";
import {say} from "./notice.js";
import {texts} from "./texts.js";
import {fillFacts, frameOf, makeScreen, makeShow, renderWaiting, takeOver} from "./view.js";

const REMEMBERED = 64;
const LONGEST_LINK = 2000;

// Plays a program, or one that is still on its way, in a root (a document or a shadow root) that holds the aid's page. `page` is the page's
// data without the program, `surroundings` the address and what else lies around. Gives {go(state, direction), leave()}, or null where the
// program is none that this player knows. Nothing is shared with another aid in the same window.
export function mount({root, page, program, surroundings}) {
  const aid = {root, page, surroundings, onDraw: [], byId: (id) => root.getElementById(id), say: (text) => say(root, text)};
  aid.loadPart = createLoader(aid, page.parts ?? {}, aid.say);
  return listenToRep(aid, begin(aid, program));
}

async function begin(aid, program) {
  const {page, surroundings} = aid;
  // Nobody sees the first step where the address names another, which the part reads and draws. It comes beside the program; the address
  // may be another by then.
  const open = () => {
    if (!surroundings.fragment()) return null;
    aid.byId("step").hidden = true;
    aid.say(texts.opening);
    return aid.loadPart("faces", true);
  };
  open();
  // What the page needs from its first event on stands in it, and is here already; blocked or broken, the aid does without.
  const [whole, record, host] = await Promise.all([
    program,
    Object.keys(page.tracking)[0] ? aid.loadPart("record") : null,
    surroundings.framed || surroundings.channel ? aid.loadPart("host") : null,
  ]);
  const refused = refusal(whole), faces = await open();
  aid.byId("step").hidden = false;
  if (faces === undefined) throw Error();
  aid.say(refused);
  return refused ? null : play(aid, complete(whole), {record, host, faces});
}

function play(aid, program, {record: recording, host: hosting, faces}) {
  const {root, page, surroundings, byId, loadPart} = aid;
  const remembered = new Map();
  const about = {tree: program.tree, mode: page.mode, language: program.language, host: ""};
  const tracker = recording?.create({page: about, program, sinks: page.tracking, post: (event) => host?.send("event", event)});
  const host = hosting?.create({program, about, take: takeContext, session: tracker?.session});
  const introduction = [...byId("path").childNodes];
  const today = createDays(aid, turnDay), firstCase = Date.now();
  let known = {}, state, run, screen, note, editing = null, pairs = "", address = "", title = "", wholePath = false, waiting = false, wasFirst, ofCase = firstCase;
  const record = (...told) => tracker && later(() => tracker.record(...told)), send = (...told) => host && later(() => host.send(...told));

  // What parts see of the aid, as it is at that moment.
  Object.defineProperties(aid, {
    program: {get: () => program}, state: {get: () => state}, run: {get: () => run}, screen: {get: () => screen}, editing: {get: () => editing}, case: {get: () => ofCase}, contact: {get: () => about.contact ?? ""},
  });
  Object.assign(aid, {today, place, answer, edit, goBack, restart, cancel, go, record, tell: send, help, showWholePath, copy: () => withNote(() => note.copy()), toggleNote: () => withNote(() => note.toggle())});
  begin();
  return {go, leave: surroundings.leave};

  function begin() {
    const fragment = surroundings.fragment();
    record("session_started", {entry: surroundings.isReload() ? "reload" : fragment ? "link" : "start"});
    read(surroundings.entry());
    draw();
    write(fragment && "replaceState");
    tell(state.start ? "jump" : "forward", false);
    surroundings.onMove(popped);
    if (surroundings.query("view") === "expert") loadPart("expert").then((expert) => expert?.show());
    for (const name of ["pointerover", "focusin", "keydown"]) root.addEventListener(name, prepare, {once: true});
    keepCopy({});
    if (page.storage && page.mode === "live") loadPart("changed").then((changed) => changed?.draw());
  }

  function turnDay() {
    settle(state);
    draw();
    write("replaceState");
  }

  // What the rep does not see waits until the screen has been painted, once there is what holds it (later.js).
  function later(work, kind) {
    return faces ? faces.later(work, kind) : work();
  }

  // Where the rep is, for events.
  function place() {
    return {tree: screen.place.treeId, step: screen.place.parts.at(-1).id, within: frameOf(screen.key) || undefined};
  }

  // From an address, the host, or a press to a state.

  function read(entry) {
    const fragment = surroundings.fragment(), {gone, ...asked} = remembered.get(fragment) ?? (fragment ? faces.parseAddress(program, fragment, today(), known) : {responses: {}, known: {link: {}}});
    address = fragment;
    settle({...asked, known: {...asked.known, host: known}}, true);
    if (gone) aid.say(faces.gone);
    editing = run.path.some(({key}) => key === entry?.editing) ? entry.editing : null;
    // The page's first entry is there before anything was written with it; an address that was typed begins another case.
    ofCase = entry?.case ?? (fragment ? Date.now() : firstCase);
  }

  // What the host knows; `anew` where that is another case, into which nothing of this one may come.
  function takeContext(facts, anew = false) {
    known = facts;
    if (anew) forget();
    settle(anew ? {responses: {}, known: {host: known, link: {}}} : {...state, known: {...state.known, host: known}});
    draw();
    write("replaceState");
  }

  function forget() {
    remembered.clear();
    note?.clear();
    wholePath = false;
    ofCase = Date.now();
  }

  async function popped() {
    if (faces?.overtaken()) return;
    if (!faces && !remembered.has(surroundings.fragment())) {
      await waitForFaces();
      if (!faces) return;
    }
    const was = place(), before = countResponses(), cancelled = editing !== null;
    read(surroundings.entry());
    const direction = cancelled || editing ? "change" : countResponses() < before ? "back" : surroundings.entry() ? "forward" : "jump";
    arrive(direction, was);
  }

  function answer(response) {
    // What a sensitive question was responded, or where that led, is nobody's to count.
    const {key, step} = screen, was = place(), changed = editing !== null, replaces = changed || waiting, secret = isSecret(program, key);
    const target = secret ? undefined : nameTarget(screen, response);
    const dropped = settle({...state, responses: {...state.responses, [key]: response}}, false, !changed && run.goOn?.(response, today()));
    const option = secret || step.kind === "input" ? undefined : [response].flat().join(",");
    if (changed) record("response_changed", {...was, option, target, dropped});
    else if (response === "~none") record("none_fitted", {...was, target});
    else if (step.kind === "input") record("fact_entered", {...was, fact: step.fact, value: [response].flat().join(","), target});
    else record("option_chosen", {...was, option, target});
    if (countResponses() === 1) keepCopy({isUsed: true});
    arrive(changed ? "change" : "forward", was, replaces ? "replaceState" : "pushState");
  }

  function edit(key, direction = "change") {
    const was = place();
    aid.say("");
    editing = key;
    arrive(direction, was, "pushState");
  }

  function cancel() {
    faces?.flush();
    if (surroundings.entry()?.editing === editing) surroundings.back();
    else {
      editing = null;
      arrive("change", place());
    }
  }

  async function goBack() {
    if (editing !== null) return cancel();
    if (!faces) await waitForFaces();
    const goal = faces?.goBack(), was = place();
    if (!goal) return;
    settle(goal);
    arrive("back", was, "replaceState");
  }

  function restart() {
    const was = place();
    record("restarted", was);
    forget();
    settle({responses: {}, known: {host: known, link: {}}});
    aid.say(texts.restarted);
    arrive("forward", was, "pushState");
    keepCopy({isUsed: true, isOver: true});
  }

  // A page that was only looked at fetches nothing more.
  async function keepCopy(moment) {
    const has = page.offline ? surroundings.hasCopy?.() : null;
    if (has || (moment.isUsed && has === false)) (await loadPart("offline", true))?.keep(moment);
  }

  // From a state to the screen.

  // Takes a state over without the responses that no longer hold, and names those; returns how many there were.
  // An address never tells sensitive facts: while the rep enters those again, what comes after them waits.
  function settle(next, fromAddress = false, walked) {
    const asked = fromAddress ? translate(program, next) : next;
    run = walked || walk(program, asked, today());
    editing = null;
    fromAddress ||= waiting;
    waiting = fromAddress && run.dropped.length > 0 && isSecret(program, run.path.at(-1).key);
    if (waiting) {
      aid.say(faces?.again);
      state = asked;
      return 0;
    }
    if (run.dropped.length) nameDropped(run.dropped, asked.responses, fromAddress);
    else aid.say("");
    state = withoutResponses(asked, run.dropped);
    return run.dropped.length;
  }

  async function nameDropped(...dropped) {
    if (!faces) await waitForFaces();
    if (faces) aid.say(faces.nameDropped(program, ...dropped));
  }

  function countResponses() {
    return run.path.filter(({how}) => how === "responded").length;
  }

  // Shows the screen after the rep moved: events, address, focus. Without a `method` the browser has moved in its history itself.
  function arrive(direction, was, method) {
    draw(true);
    if (direction === "back") record("stepped_back", {...was, target: place().step});
    write(method);
    tell(direction, true);
  }

  function tell(direction, moved) {
    record("step_viewed", {...place(), direction});
    send("step", {...place(), key: screen.key, title, moved});
    if (run.outcome === null || editing !== null) return;
    record("outcome_reached", {...place(), outcome: screen.step.end});
    const told = {...place(), outcome: screen.step.end}, over = state;
    if (host) later(() => tellOutcome(told, over));
  }

  // Behind the paint already, and perhaps in a page that goes: it waits for nothing more.
  async function tellOutcome(told, over) {
    const text = await withNote(() => (state === over ? note.text() : note.write(over)));
    host.send("outcome", {...told, note: text ?? ""});
  }

  // Writes the state into the address, and then the title, so that each of the browser's entries keeps its own. `prev` is the address of
  // the entry before, `at` how many there are. Without a `method` the browser has written the address itself.
  function write(method) {
    const isNew = method === "pushState", before = address, entry = {editing, case: ofCase}, words = title, after = encodePart(screen.key) + pairs;
    if (method) {
      address = after;
      if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value);
      remembered.set(after, state);
    }
    later(() => {
      const {prev, at = 0} = surroundings.entry() ?? {};
      if (method) surroundings.write(method, {...entry, prev: isNew ? before : prev, at: at + isNew}, after);
      surroundings.setTitle(words);
    }, "address");
  }

  function draw(moved = false) {
    // An element that was taken out of its page while a part was on its way has nothing left to draw in.
    if (!byId("step")) return;
    pairs = writeAddress(program, state, "");
    const seen = editing === null ? run : walk(program, state, today(), editing);
    const {key, shown} = seen.path.at(-1), show = makeShow(program, seen, key), old = byId("step");
    const at = findPlace(program, key);
    screen = seen.trouble ? {key, place: at, step: at.step, offered: []} : makeScreen(program, seen, key, makeLink(key));
    const had = old.contains(root.activeElement);
    if (!moved && !seen.trouble && takeOver(old, screen)) fillFacts(old, show);
    else drawStep(seen, key, show, moved, old);
    title = `${nameStep(program, key, shown)} – ${program.trees[program.tree].title}`;
    byId("aid").dataset.state = run.outcome === null ? "on" : "ended";
    // Before the path is drawn, since to look where the heading is would have the page laid out for it.
    if (moved || (had && !root.activeElement?.closest("#step"))) faces ? faces.moveFocus(moved) : byId("ask").focus();
    // What parts have marked is marked in the same frame.
    if (moved && aid.onDraw.length === 0) later(drawPath, "look");
    else drawPath(moved);
    // The note opens below the step, and closes: nothing of it keeps the next step waiting.
    moved ? later(drawNote, "look") : drawNote();
    drawSurroundings();
    if (screen.step.ask_solved && run.outcome !== null) loadPart("solved").then((solved) => solved?.draw());
    // For the pane of `perfsupport serve` (docs/reference/page.md).
    if (page.mode === "preview") root.dispatchEvent(new CustomEvent("perfsupport:state", {detail: {program, state, run, key, play: replay, aid}}));
  }

  function drawStep(seen, key, show, moved, old) {
    if (!faces) waitForFaces();
    const made = faces ? faces.drawStep(seen, key, show, moved && old) : renderWaiting(screen, show);
    if (made !== old) old.replaceWith(made);
  }

  // Draws again once there is what draws.
  function waitForFaces(quiet = false) {
    return aid.busy ??= loadPart("faces", quiet).then((part) => {
      aid.busy = null;
      faces = part;
      if (part) draw();
      else if (byId("step").ariaBusy) aid.say(texts.no_part);
    });
  }

  // What the next steps need comes once the rep begins, not with the page.
  function prepare() {
    if (!faces) waitForFaces(true);
    loadPart("note", true);
  }

  function replay(next, {program: other = program, moved = true}) {
    program = complete(other);
    settle(translate(program, next));
    draw(moved);
    write(moved ? "pushState" : "replaceState");
    tell("jump", moved);
  }

  // Gives a function that writes the address behind a response at the screen. It gives null where that would tell a sensitive
  // fact, and where the address is longer than other programs take: the option is a button then.
  function makeLink(key) {
    const other = editing === null ? pairs : writeAddress(program, withoutResponses(state, [key]), "");
    const secret = isSecret(program, key);
    return (response) => (other.length > LONGEST_LINK || (secret && response !== "~none") ? null
      : surroundings.href(`${other || "?"}${other && "&"}${encodePart(key)}=${encodePart(response)}`));
  }

  function drawPath(moved = false) {
    if (faces) faces.drawPath(wholePath, introduction);
    else if (run.path.length > 1 || state.start) waitForFaces();
    for (const drawn of aid.onDraw) drawn(moved);
  }

  function drawSurroundings() {
    const source = byId("source"), {place: {tree, step}} = screen, isFirst = !state.start && Object.keys(state.responses).length === 0 && editing === null;
    if (wasFirst !== isFirst) for (const button of root.querySelectorAll(".bar button")) button.disabled = button.dataset.do === "back" && isFirst;
    wasFirst = isFirst;
    if (faces) faces.drawCurrency();
    else if (step.owner || step.review_by || tree.review_by < today()) waitForFaces();
    if (page.source_url) Object.assign(source, {hidden: false, href: page.source_url.replace("{path}", encodeURI(tree.path)).replace("{line}", step.line)});
  }

  // Goes on with another state, such as one that a search found.
  function go(next, direction = "jump") {
    const was = place();
    settle(next);
    arrive(direction, was, "pushState");
  }

  function showWholePath(all = true) {
    wholePath = all;
    drawPath();
  }

  function help(section) {
    record("help_opened", {...place(), section});
  }

  // The case note, from when it is first needed.

  function isOver() {
    return run.outcome !== null && editing === null;
  }

  function drawNote() {
    if (note || isOver()) withNote(() => {});
  }

  // Gives what `use` makes of the note once it is there and up to date; nothing where it does not come.
  async function withNote(use) {
    note ??= await loadPart("note");
    note?.refresh(isOver());
    return note && use();
  }
}
