// The search over all guides of the site, from the first press of its key on.
import {ownScript} from "../loading.js";
import {addressOf, createSearch, make} from "../searching.js";
import {searchTexts} from "../search_texts.js";

export function createPart(aid) {
  const {surroundings} = aid, own = aid.program.tree, site = new URL(ownScript?.src ? "../" : "./", ownScript?.src || document.baseURI);
  const input = make("input", {
    id: "search-words", type: "text", enterkeyhint: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "search-hits", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
  });
  const list = make("div", {id: "search-hits", role: "listbox", class: "hits", "aria-label": searchTexts.label}), status = make("p", {role: "status", class: "quiet"});
  const close = make("button", {type: "button", class: "close", "aria-label": searchTexts.close}, "✕");
  const dialog = make("dialog", {class: "search-dialog", "aria-labelledby": "search-label"},
    make("label", {for: "search-words", id: "search-label"}, searchTexts.label), make("div", {class: "box"}, input, close), status, list);
  const search = createSearch({
    input, list, status, address: new URL(`search${aid.page.ending}.js`, site).href, first: own, language: aid.program.language, today: aid.today,
    link: (tree, fragment) => (tree === own && surroundings.href(fragment)) || addressOf(tree + aid.page.ending, fragment, site), open: openHit,
    record: aid.record, tellsWords: aid.page.tracking.search_words,
  });
  aid.root.querySelector(".aid-page").append(dialog);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => search.clear());
  dialog.addEventListener("click", ({target}) => {
    if (target === dialog) dialog.close();
  });
  // What is typed and pressed in here is not the aid's.
  for (const type of ["click", "keydown", "change"]) dialog.addEventListener(type, (event) => event.stopPropagation());
  return {open};

  // Opens with words typed already.
  function open(words = "") {
    if (!dialog.open) dialog.showModal();
    if (!words) return;
    input.value = words;
    search.show();
  }

  function openHit({step, fragment}, {id}) {
    dialog.close();
    if (id === own) goOn(step, fragment);
    // Who mounts aids in a page of another may know what to do; else another guide opens beside that page.
    else if (surroundings.open) surroundings.open(id, fragment);
    else if (surroundings.href("")) window.open(addressOf(id + aid.page.ending, fragment, site), "_self");
    else window.open(addressOf(id + aid.page.ending, fragment, site), "_blank", "noopener");
  }

  // A step on the path keeps what was responded; what the host and the link said counts in any case.
  async function goOn(step, fragment) {
    const drawn = await aid.loadPart("faces");
    if (step && aid.run.path.some(({key, response}) => key === step && response !== undefined)) aid.edit(step, "jump");
    else if (drawn && aid.screen.key !== step) {
      const {gone, ...state} = drawn.parseAddress(aid.program, fragment, aid.today());
      aid.go({...state, known: aid.state.known});
      // Nobody may take what was found for a case in which all before it was asked.
      if (gone) aid.say(drawn.gone);
    }
  }
}
