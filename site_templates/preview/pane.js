// The preview's own corner of the page: a button, a pane beside the aid, and the overlay. It lives in a shadow root, so that
// neither the aid's styles and keys nor these get in each other's way.
import {count, h, sourceLink} from "./dom.js";
import {recall, remember} from "./memory.js";
import {createOverlay, drawFinding, drawOthers} from "./problems.js";

const OPEN = "perfsupport-preview-open";
const query = `page=${encodeURIComponent(location.pathname)}`;

// Shows what `preview` hears: {token, told, state, play(state), changed(what)}.
export function open(preview) {
  const isAid = document.getElementById("aid") !== null;
  const host = h("div", {id: "perfsupport-preview"}), root = host.attachShadow({mode: "open"});
  const overlay = createOverlay(turnOverlay);
  const toggle = h("button", {type: "button", class: "toggle", "aria-expanded": "false", "aria-controls": "pane", click: () => turn(pane.hidden)},
    "Preview", h("span", {class: "count"}));
  const errors = h("button", {type: "button", class: "errors", hidden: true, click: overlay.bringBack});
  const status = h("p", {class: "status", role: "status"});
  const parts = Object.fromEntries(["here", "day", "advice", "others", "scenarios", "steps", "missing"].map((name) => [name, h("div", {class: name})]));
  const close = h("button", {type: "button", class: "close", "aria-label": "Close the preview pane", click: () => turn(false)}, "×");
  const pane = h("div", {class: "pane", id: "pane", hidden: true}, h("header", {}, h("h2", {}, "Preview"), close), status, Object.values(parts));
  const frame = h("aside", {"aria-label": "Preview", hidden: true}, overlay.alert, overlay.element, h("div", {class: "bar"}, errors, toggle), pane);
  const styles = h("link", {rel: "stylesheet", href: "/preview/preview.css", load: () => { frame.hidden = false; }});
  let facts = null, asked = 0;

  root.append(styles, frame);
  // The aid's keys are the aid's: what is pressed in here stays in here.
  for (const name of ["keydown", "click", "change", "submit"]) host.addEventListener(name, (event) => event.stopPropagation());
  root.addEventListener("keydown", pressInside);
  addEventListener("keydown", press, true);
  document.body.append(host);
  preview.changed = changed;
  if (isAid) drawDay();
  if (recall(OPEN) === "yes") turn(true);
  if (preview.state) changed("state");
  if (preview.told) changed("told");

  function changed(what) {
    if (what === "told") showTold(preview.told);
    else showHere(preview.state);
  }

  // What the server tells

  function showTold(told) {
    overlay.show(told, Boolean(preview.token));
    const advice = told.advice ?? [], others = told.others ?? [];
    const number = (told.errors?.length ?? 0) + (told.more ?? 0), elsewhere = others.reduce((sum, one) => sum + one.count, 0);
    const words = [number && count(number, "error"), elsewhere && `${elsewhere} elsewhere`, advice.length && `${advice.length} advice`].filter(Boolean);
    toggle.querySelector(".count").textContent = words.length ? ` · ${words.join(" · ")}` : "";
    errors.textContent = number || told.failure ? "Show errors" : "";
    turnOverlay(overlay.isOpen());
    fold(parts.advice, "advice", `Advice (${advice.length})`, advice.length && h("ul", {}, advice.map((one) => drawFinding(one, told.editor))));
    fold(parts.others, "others", `${count(elsewhere, "error")} in ${count(others.length, "other file")}`, others.length && h("ul", {}, drawOthers(others, told.editor)));
    if (!pane.hidden) ask();
    if (preview.state) showHere(preview.state);
  }

  function turnOverlay(isOpen) {
    errors.hidden = isOpen || !overlay.hasErrors();
    document.documentElement.classList.toggle("preview-overlay-open", isOpen);
  }

  // Asks for scenarios and steps; only what was asked last counts.
  async function ask() {
    if (!isAid) return;
    const number = ++asked, reply = await fetch(`/preview/scenarios?${query}`);
    if (number !== asked) return;
    facts = await reply.json();
    drawScenarios();
    drawSteps();
    drawMissing();
    if (preview.state) showHere(preview.state);
  }

  function drawScenarios() {
    const failing = facts?.scenarios.filter(({passes}) => !passes).length;
    const items = facts?.scenarios.map((one) => h("li", {class: one.passes ? "passes" : "fails"},
      h("button", {type: "button", click: () => replay(one)}, h("span", {class: "sign"}, one.passes ? "✓" : "✗", h("span", {class: "unseen"}, one.passes ? " passes: " : " fails: ")), one.name),
      sourceLink(preview.told?.editor, one.path, one.line, 1, `line ${one.line}`),
      one.problem && h("p", {}, one.problem),
      one.today && one.today !== (shownDay() || facts.today) && h("p", {}, `Its day is ${one.today}. `, h("button", {type: "button", click: () => goTo(one.today)}, "Look at that day"))));
    fold(parts.scenarios, "scenarios", `Scenarios (${items?.length ?? 0}${failing ? `, ${failing} fail` : ""})`, facts && (items.length ? h("ul", {class: "rows"}, items) : h("p", {}, "None yet. Click through the aid, and copy the path as one.")));
  }

  // Another day is another address, so that a reload and a second tab keep it.
  function drawDay() {
    const field = h("input", {type: "date", id: "day", value: shownDay(), change: () => goTo(field.value)});
    parts.day.append(h("label", {for: "day"}, "As on"), field, h("button", {type: "button", disabled: !shownDay(), click: () => goTo("")}, "Today"));
  }

  function goTo(day) {
    const address = new URL(location.href);
    if (day) address.searchParams.set("day", day);
    else address.searchParams.delete("day");
    location.assign(address);
  }

  function drawSteps() {
    const list = h("ul", {class: "rows"}), found = h("p", {class: "unseen", role: "status"});
    const field = h("input", {type: "search", id: "step-search", autocomplete: "off", spellcheck: "false", input: search});
    fold(parts.steps, "steps", `Start at a step (${facts?.steps.length ?? 0})`, facts && [h("label", {for: "step-search"}, "Title or id"), field, found, list]);
    if (facts) search();

    function search() {
      const words = field.value.toLowerCase().split(/\s+/), fits = facts.steps.filter(({id, title}) => words.every((word) => `${id} ${title}`.toLowerCase().includes(word)));
      list.replaceChildren(...fits.map(({id, title, line, kind}) => h("li", {},
        h("button", {type: "button", click: () => startAt(id)}, title, h("span", {class: "quiet"}, ` ${id} · ${kind}`)), sourceLink(preview.told?.editor, facts.path, line, 1, `line ${line}`))));
      found.textContent = field.value ? count(fits.length, "step") : "";
    }
  }

  function drawMissing() {
    const left = facts?.missing ?? [], {reached = 0, total = 0} = facts?.covered ?? {};
    fold(parts.missing, "missing", `No scenario covers (${left.length} of ${total})`, facts && (left.length ? h("ul", {class: "rows"}, left.map(({words, step, line}) => h("li", {},
      step ? h("button", {type: "button", click: () => startAt(step)}, words) : h("span", {}, words), sourceLink(preview.told?.editor, facts.path, line, 1, `line ${line}`))))
      : h("p", {}, total ? `Everything: ${reached} of ${total}.` : "Nothing to cover.")));
  }

  // What the aid tells

  function showHere(current) {
    const {key, run} = current, {tree, step} = run.path.findLast((entry) => entry.key === key) ?? run.path.at(-1), place = facts?.places[tree];
    parts.here.replaceChildren(h("p", {class: "where"}, h("code", {}, key), place?.lines[step] && sourceLink(preview.told?.editor, place.path, place.lines[step])),
      h("div", {class: "row"}, h("button", {type: "button", class: "copy", click: copy}, "Copy as scenario")));
  }

  async function copy() {
    const reply = await fetch(`/preview/copy?${query}&day=${shownDay()}`, {method: "POST", body: JSON.stringify(preview.state.state)});
    const text = await reply.text();
    if (!reply.ok) return say("That did not work: the path cannot be told.");
    const area = h("textarea", {readonly: true, rows: String(Math.min(14, text.split("\n").length)), "aria-label": "The path as a scenario"});
    area.value = text;
    parts.here.querySelector("textarea")?.remove();
    parts.here.append(area);
    try {
      await navigator.clipboard.writeText(text);
      say("Copied. Paste it at the end of the tree, below its scenarios.");
    } catch {
      area.focus();
      area.select();
      say("Copy the marked text yourself: the browser does not let the page do it.");
    }
    return undefined;
  }

  function replay(scenario) {
    preview.play(scenario.state);
    say(`${scenario.passes ? "Passes" : "Fails"}: ${scenario.name}`);
    giveWay();
  }

  async function startAt(step) {
    say("Looking for responses that lead there …");
    const reply = await fetch(`/preview/way?${query}&step=${encodeURIComponent(step)}`), way = await reply.json();
    if (way) preview.play(way);
    else location.hash = `#${step}`;
    say(way ? "Begun with responses that lead there." : "Jumped there: no responses were found that lead there today.");
    giveWay();
  }

  // On a narrow screen the pane covers the aid: whoever asked for a step wants to see it.
  function giveWay() {
    if (matchMedia("(max-width: 999px)").matches) turn(false);
  }

  // The pane itself

  function turn(isOpen) {
    pane.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", isOpen);
    document.documentElement.classList.toggle("preview-pane-open", isOpen);
    host.toggleAttribute("data-open", isOpen);
    remember(OPEN, isOpen ? "yes" : "");
    if (isOpen) ask();
    else if (root.activeElement && pane.contains(root.activeElement)) toggle.focus();
  }

  function pressInside(event) {
    if (event.key === "Escape" && !pane.hidden && pane.contains(event.target)) {
      turn(false);
      toggle.focus();
    }
  }

  function press(event) {
    if (event.key !== "Escape" || !overlay.isOpen()) return;
    const inside = overlay.element.contains(root.activeElement);
    overlay.putAside();
    if (inside) errors.focus();
    event.stopPropagation();
  }

  function say(text) {
    status.textContent = text;
  }
}

// Draws a section of the pane; it stays as open as the author left it.
function fold(part, name, title, content) {
  const was = part.querySelector("details");
  const field = part.querySelector("input"), typed = field?.value;
  part.hidden = !content;
  if (!content) return part.replaceChildren();
  const details = h("details", {open: was ? was.open : name !== "missing" && name !== "steps"}, h("summary", {}, title), content);
  part.replaceChildren(details);
  if (typed) details.querySelector("input").value = typed;
  return undefined;
}

function shownDay() {
  return /^\d{4}-\d\d-\d\d$/.exec(new URLSearchParams(location.search).get("day") ?? "")?.[0] ?? "";
}
