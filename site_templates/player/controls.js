// What the rep does: clicks, keys, forms. One listener on the aid's root for each kind of event, whatever is on screen.
import {texts} from "./texts.js";

// The keys by what they do; perfsupport/settings.py has the same.
export const KEYS = {back: "Backspace", search: "/", note: "n", copy: "c", restart: "r", view: "e", keys: "?"};
const DOUBLE = 300; // milliseconds: the second click of a double click meets a step that nobody has seen yet
const HELD = /^[\d.,]$|^Enter$/;
const TEXT_FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";

// Calls the aid's actions, which are there once `played` has come true, and gives that.
export function listenToRep(aid, played) {
  const {root, byId, surroundings} = aid;
  const keys = {...KEYS, ...aid.page.keys}, named = Object.fromEntries(Object.entries(keys).map(([name, key]) => [key.toLowerCase(), name]));
  let single = true, isHeld, coming = played.catch(Boolean).then(() => (coming = null));
  const all = (selector) => [...byId("step").querySelectorAll(selector)];
  const actions = {
    back: () => aid.goBack(), restart: () => aid.restart(), copy: () => aid.copy(), note: () => aid.toggleNote(),
    keys: async () => (await aid.loadPart("keys"))?.toggle(),
    feedback: async (button) => (await aid.loadPart("feedback"))?.open(button),
    forget: async () => (await aid.loadPart("changed"))?.forget(),
    print: () => print(),
  };
  const tell = root.querySelector("[data-do=feedback]");
  let typed = null, clicked = 0;

  // Nothing goes to a collector where the browser asks for privacy, and what a rep wrote goes nowhere else then.
  if (tell) tell.hidden = Boolean(aid.page.tracking.collector && navigator.globalPrivacyControl);
  actions.view = async () => (await aid.loadPart("expert"))?.toggle();
  if (aid.page.parts?.search) actions.search = search;
  Object.assign(aid, {actions, keys, useKeys, usesKeys: () => single});
  useKeys(surroundings.query("keys") !== "off");
  root.addEventListener("click", click);
  root.addEventListener("submit", submit);
  root.addEventListener("keydown", press);
  root.addEventListener("change", change);
  byId("keys").addEventListener("toggle", async () => (await aid.loadPart("keys"))?.draw());
  root.addEventListener("play", ({target}) => help(target), true);
  return played;

  function click(event) {
    const {target, timeStamp} = event, press = target.closest("[data-option], button"), {option, do: action} = press?.dataset ?? {}, isDouble = event.detail > 1 && timeStamp - clicked < DOUBLE;
    // With Ctrl, Shift or the middle button the browser opens the option's address beside this case.
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    clicked = timeStamp;
    if (coming && isPlain && (press || (isHeld && target.closest("label")))) {
      event.preventDefault();
      hold(() => press.click());
      return;
    }
    if (option && isPlain) {
      if (!aid.answer) return;
      event.preventDefault();
      if (!isDouble) aid.answer(option);
      return;
    }
    const summary = target.closest("summary"), link = target.closest("a");
    if (action) {
      run(() => actions[action](press));
    } else if (summary?.parentElement.dataset.help) {
      if (!summary.parentElement.open) help(summary.parentElement);
    } else if (link?.dataset.help) {
      help(link);
      if (link.dataset.help === "media" && isPlain) zoom(event, link);
    } else if (link?.closest(".prose") && /^https?:$/.test(link.protocol)) {
      // The author's links leave the case where it is.
      link.target = "_blank";
      link.rel = "noopener";
    }
  }

  // Where the part does not come, the picture opens as the link says.
  async function zoom(event, link) {
    event.preventDefault();
    const shown = await aid.loadPart("zoom");
    if (shown) shown.open(link);
    else open(link.href, "_blank", "noopener");
  }

  function submit(event) {
    const {target} = event;
    if (!target.dataset.form) return;
    event.preventDefault();
    if (aid.answer) onStep(aid.loadPart("faces"), (faces) => faces?.submit(target));
  }

  async function change({target}) {
    if (target.closest("[data-form]")) (await aid.loadPart("faces"))?.change(target);
  }

  // Single keys can be switched off, for speech input and the like.
  function useKeys(on) {
    single = on;
    root.querySelector(".aid-page").classList.toggle("no-keys", !on);
  }

  function press(event) {
    const {key, target} = event;
    if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (key === "Escape") aid.close?.(event);
    if (target.matches(TEXT_FIELDS)) return;
    if (typed !== null && key.length === 1) {
      typed += key;
      event.preventDefault();
      return;
    }
    if (event.altKey ? key === "ArrowLeft" : aid.busy && byId("step").ariaBusy && HELD.test(key) ? holdKey(event) : pressSingle(event)) {
      event.preventDefault();
      if (event.altKey) run(actions.back);
    }
  }

  // What is typed while the search is on its way is typed into it.
  async function search() {
    typed = "";
    (await aid.loadPart("search"))?.open(typed);
    typed = null;
  }

  // Does what the rep asked for on a step once all that it needs is there, unless the rep is on another one by then.
  function onStep(there, act) {
    const find = () => aid.screen?.key ?? byId("step").dataset.key, key = find();
    there.then((part) => key === find() && act(part));
  }

  // What is pressed while the rest of a step is on its way counts when it has come; an event in a shadow root has no target by then.
  function holdKey({key, target}) {
    onStep(aid.busy, () => pressSingle({key, target, defaultPrevented: true}));
    return true;
  }

  // While the guide is on its way, one press waits for it: whatever follows was meant for a step that nobody has seen yet.
  function hold(again) {
    const step = byId("step"), field = byId("entry") ?? {};
    if (isHeld || step.hidden) return;
    const setHeld = (on) => (isHeld = step.ariaBusy = field.readOnly = on);
    setHeld(true);
    aid.say(texts.loading);
    onStep(coming.then(() => setHeld(null)), again);
  }

  function run(action) {
    if (coming) hold(action);
    else if (aid.answer) action();
  }

  function help({dataset}) {
    aid.help?.(dataset.help);
  }

  // Gives whether the key meant something here.
  function pressSingle({key, target, defaultPrevented}) {
    const field = byId("entry"), action = actions[named[key.toLowerCase()]];
    if (key === "Enter") return confirm(target);
    if (!single) return false;
    // What is typed at the heading goes into the field, where it belongs: digits, and into one for text letters too.
    if (field && (field.className ? /^[\d.,-]$/ : /^[\p{L}\d.,+-]$/u).test(key)) {
      field.focus();
      if (defaultPrevented && field.type === "text") field.value += key;
    }
    else if (/^\d$/.test(key)) return pressNumber(Number(key));
    else if (action) run(action);
    else return false;
    return !field || root.activeElement !== field;
  }

  function confirm(target) {
    return push(!target.closest("a, button, summary, input") && all(".go:not(.second)")[0]);
  }

  function pressNumber(number) {
    return push(number === 0 ? all(".none")[0] : all(".option:not(.none), .tick")[number - 1]);
  }

  function push(press) {
    if (press) press.click();
    return press;
  }
}
