// Talks to the page around the aid: facts and references come in; height, step, outcome, note and feedback go out.
// docs/reference/host.md lists the messages.
import {listAccepted, readContext} from "./admitting.js";
import {findPlace} from "./keys.js";
import {nameStep} from "./names.js";

const NAMESPACE = "perfsupport";
const VERSION = 1;
const MOST_WAITING = 50;
const MOST_ERRORS = 20; // in answer to one message
const APART = 100; // milliseconds between two contexts that are drawn

// Gives {send(type, payload)}. `about` is what events say of the page; `take(facts, anew)` puts facts into the case, or into another one;
// `session` is the id that events carry. What is sent before a host is known waits for it.
export function createHost(aid, {program, about, take, session}) {
  const {page, surroundings, root} = aid, {version, title} = program.trees[program.tree];
  const id = session ?? makeSession(), channel = surroundings.channel ?? createFrameChannel(page.hosts, window);
  let met = false, waiting = [], pending = null, timer, last = 0, closed = false, known = "", measure = () => {};

  function send(type, payload = {}) {
    const message = JSON.parse(JSON.stringify({ns: NAMESPACE, v: VERSION, type, session: id, tree: program.tree, version, payload: dress(type, payload)}));
    if (met) channel.post(message);
    else if (waiting.length < MOST_WAITING) waiting.push(message);
    if (type === "step") measure();
  }

  function meet(origin) {
    met = true;
    about.host = origin;
    const early = waiting;
    waiting = [];
    send("ready", {versions: [VERSION], title, accepts: {facts: listAccepted(program), contact: takes("contact"), rep: takes("rep")}});
    early.forEach((message) => channel.post(message));
    if (surroundings.framed) watchFrame();
  }

  function takes(reference) {
    return Boolean(page.references?.includes(reference));
  }

  function watchFrame() {
    measure = watchHeight(window, (height) => send("resize", {height}));
    measure();
    // What the rep wants away is the panel around the aid, where there is nothing left in the aid to be closed.
    window.addEventListener("keydown", (event) => {
      const isOurs = event.defaultPrevented || event.repeat || root.querySelector("dialog[open]");
      if (event.key === "Escape" && !isOurs) send("close");
    });
  }

  // Many messages at once are one change: whatever comes is drawn ten times a second at most.
  function receive(type, payload) {
    if (type === "close") end();
    else if (type === "init" || type === "context") {
      pending = {...pending, ...(typeof payload === "object" && !Array.isArray(payload) ? payload : {})};
      timer ??= setTimeout(apply, Math.max(0, last + APART - Date.now()));
    }
  }

  function apply() {
    const {context, errors} = readContext(program, page.references ?? [], pending ?? {}), {facts, theme, mode, language, ...references} = context;
    pending = null;
    timer = undefined;
    last = Date.now();
    errors.slice(0, MOST_ERRORS).forEach((error) => send("error", error));
    Object.assign(about, references);
    if (mode && page.mode !== "preview") about.mode = mode;
    if (theme) root.firstElementChild.dataset.theme = theme;
    if (language) turn(root.querySelector(`.languages a[hreflang="${language}"]`));
    if (facts && JSON.stringify(facts) !== known) {
      known = JSON.stringify(facts);
      take(facts);
    }
    if (closed) begin();
  }

  // The page in another language takes the case along: in a frame by its own link, else embed.js brings it here.
  function turn(link) {
    if (surroundings.framed) link?.click();
    else if (link) surroundings.channel.post({type: "turn", payload: {href: link.href, fragment: surroundings.fragment()}});
  }

  // The host leaves the case: nothing of it stays, and nothing is counted until the next one.
  function end() {
    clearTimeout(timer);
    pending = null;
    timer = undefined;
    if (closed) return;
    closed = true;
    known = "";
    aid.record("session_left", aid.place());
    take({}, true);
    about.contact = about.rep = undefined;
  }

  function begin() {
    closed = false;
    aid.record("restarted", aid.place());
    aid.record("step_viewed", {...aid.place(), direction: "forward"});
    send("step", {...aid.place(), key: aid.screen.key, moved: false});
  }

  // Puts in what only a host hears. A sensitive fact in a title is nobody's outside.
  function dress(type, payload) {
    if (type === "step") return {...payload, title: `${nameStep(program, payload.key, findShown(payload.key))} – ${title}`};
    if (type === "outcome") return {...payload, code: payload.step, kind: payload.outcome};
    return payload;
  }

  function findShown(key) {
    const {shown = {}} = aid.run.path.find((entry) => entry.key === key) ?? {}, facts = findPlace(program, key)?.tree.facts;
    return Object.fromEntries(Object.entries(shown).filter(([id]) => !facts?.[id]?.sensitive));
  }

  if (surroundings.framed && window.origin === "null") sendFormsOff(root);
  channel.listen(meet, receive);
  return {send};
}

// The window around this one. It is believed only while it speaks from exactly one of the origins that may embed the aid.
function createFrameChannel(hosts, win) {
  const allowed = [...hosts, win.location.origin].filter((origin) => origin !== "null");
  let host = "";
  return {
    post: (message) => win.parent.postMessage(message, host),
    listen(meet, receive) {
      function greet(origin) {
        if (!host && allowed.includes(origin)) meet(host = origin);
      }

      win.addEventListener("message", ({source, origin, data}) => {
        if (source !== win.parent || !allowed.includes(origin) || data?.ns !== NAMESPACE || data.v !== VERSION) return;
        greet(origin);
        if (origin === host) receive(data.type, data.payload);
      });
      // Firefox has no ancestorOrigins: there the referrer tells, or the host's first message.
      greet(win.location.ancestorOrigins?.[0] ?? readOrigin(win.document.referrer));
    },
  };
}

// A sandbox without allow-forms keeps browsers from saying that a form is sent off. The press of its button is the same.
function sendFormsOff(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("form button:not([type=button])");
    if (!button || event.defaultPrevented) return;
    event.preventDefault();
    button.form.dispatchEvent(new SubmitEvent("submit", {bubbles: true, cancelable: true}));
  });
}

function makeSession() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readOrigin(address) {
  try {
    return new URL(address).origin;
  } catch {
    return "";
  }
}

// Gives a function that measures at once: browsers observe no frame that is out of sight.
function watchHeight(win, tell) {
  const {body} = win.document;
  let last = 0;
  function measure() {
    const height = Math.ceil(body.getBoundingClientRect().height);
    if (height !== last) tell(last = height);
  }
  new win.ResizeObserver(measure).observe(body);
  return measure;
}
