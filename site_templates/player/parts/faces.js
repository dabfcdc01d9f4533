// Draws every screen but the first, which stands in the page, hears its forms, and reads addresses. It comes when the rep begins, and
// at once where the address has a case in it.
import {isSecret, writeAddress} from "../address.js";
import {walk} from "../engine.js";
import {createForms} from "../forms.js";
import {findPlace, own} from "../keys.js";
import {createLater} from "../later.js";
import {parseAddress} from "../links.js";
import {back} from "../returning.js";
import {drawCurrency, drawPath, nameDropped, renderCarry, renderStep, renderTrouble, renderUnasked} from "../screen.js";
import {texts} from "../texts.js";
import {findUnasked} from "../unasked.js";

export function createPart(aid) {
  const {root, byId} = aid;
  // What is to be told of an address besides its responses that no longer fit.
  let found = "";
  const following = createLater(aid);
  // What no first screen has.
  Object.assign(aid.actions, {cancel: () => aid.cancel(), change: ({dataset}) => aid.edit(dataset.key), earlier: showEarlier});
  Object.assign(aid, {close});
  aid.surroundings.onPrint(() => aid.showWholePath?.());
  return {
    goBack, drawStep, nameDropped, parseAddress: read, again: texts.enter_again,
    get gone() {
      return [byId("notice").textContent, found].filter(Boolean).join(" ");
    },
    drawPath: (all, introduction) => drawPath(byId("path"), aid.program, aid.run, {all, jumped: Boolean(aid.state.start), current: aid.screen.key, ofCase: aid.case, unasked: listUnasked(aid.run, false), ask}, introduction),
    drawCurrency: () => drawCurrency(byId("currency"), aid.program, aid.screen.place, aid.today()),
    ...createForms(aid), ...following,
  };

  function showEarlier() {
    aid.showWholePath();
    byId("path").querySelector("[data-do]").focus();
  }

  // An Escape that closes nothing here is for the page around.
  function close(event) {
    const {target} = event, cancel = root.querySelector("[data-do=cancel]");
    if (byId("note").contains(target) && aid.closeNote()) root.querySelector("[data-do=note]").focus();
    else if (cancel) cancel.click();
    else return;
    event.preventDefault();
  }

  // Gives the state that is one response back; nothing at the beginning, and where the browser goes there: if its last entry is that very state, its
  // own button and ours do the same.
  function goBack() {
    following.flush();
    const {program, state, surroundings} = aid, today = aid.today(), goal = back(program, state, today);
    if (!goal || surroundings.entry()?.prev !== writeAddress(program, goal, walk(program, goal, today).path.at(-1).key)) return goal;
    surroundings.back();
    return null;
  }

  // A start that is none any more is left away: the guide begins at its own. What is to be said of either is `gone`.
  function read(program, fragment, today, host) {
    const {start, ...state} = parseAddress(program, fragment, today, host);
    if (!start) return readSecrets(program, state, findPlace(program, fragment.split("?")[0])?.key, today);
    const isThere = findPlace(program, start);
    found = isThere ? texts.jumped : texts.step_gone;
    return {...state, gone: true, ...(isThere && {start})};
  }

  // The browser's entries hold no sensitive facts. Up to the step that one of them names, this case's own count; where there are none, the rep is told
  // why the guide has gone back.
  function readSecrets(program, state, named, today) {
    const held = aid.surroundings.entry()?.case === aid.case ? aid.state?.responses : null;
    for (;;) {
      const {path, dropped} = walk(program, state, today), {key} = path.at(-1);
      if (key === named || !isSecret(program, key)) return state;
      const response = own(held, key);
      if (response === undefined) {
        found = texts.enter_again;
        return {...state, gone: Boolean(named) && !dropped.length};
      }
      state = {...state, responses: {...state.responses, [key]: response}};
    }
  }

  // Gives the step on screen: one of its own, the `last` one with other words, or the one that waits for the rest, which has no key yet.
  function drawStep(seen, key, show, last) {
    const {program, screen, state, run, editing} = aid;
    if (seen.trouble) return renderTrouble(seen, key);
    const drawing = editing === null ? {carry: [...renderUnasked(listUnasked(seen, true), ask), ...renderCarry(program, seen)]} : {current: state.responses[key] ?? run.path.find((entry) => entry.key === key).response};
    return renderStep(program, screen, show, drawing, byId("step").dataset.key ? last : byId("step"));
  }

  // Gives what was not asked since the last response, or before it.
  function listUnasked(run, isNew) {
    const {path} = run, recent = new Set(path.slice(path.findLastIndex(({how}) => how === "responded") + 1).map(({key}) => key));
    return findUnasked(aid.program, aid.state, run, aid.today()).filter(({key}) => recent.has(key) === isNew);
  }

  // Begins at the step that asks. What was responded since is named as it goes.
  function ask(start) {
    const {program, state: {start: _, ...state}} = aid, isFirst = walk(program, {...state, responses: {}}, aid.today()).path.at(-1).key === start;
    aid.go(isFirst ? state : {...state, start});
  }
}
