// A field to search in by the combobox pattern: words in, hits below, arrow keys and Enter. The same in the aid and on the index.
import {createFinder} from "./finding.js";
import {searchTexts} from "./search_texts.js";
import {fillCount} from "./counting.js";
import {fill} from "./filling.js";

const MOST = 30;
const LONGEST = 200;
const PAUSE = 1500; // after which words count as searched
const QUIET = 300; // before hits are read out: not at each letter

const loading = new Map(); // address of the index: a promise of what finds things in it

// Gives a promise of the finder over the index at an address. In a page that is all in one file the index stands in the page.
export function loadFinder(address) {
  if (!loading.has(address)) {
    const held = [...document.scripts].find(({id}) => id === "perfsupport-search");
    const finder = held ? Promise.resolve(JSON.parse(held.textContent)) : loadIndex(address);
    loading.set(address, finder.then(createFinder));
    loading.get(address).catch(() => loading.delete(address));
  }
  return loading.get(address);
}

// Gives the address of a step of any tree: in a page beside this one, or in another page of the same file (package.js).
export function addressOf(tree, fragment, site = document.baseURI) {
  const page = `${tree}.html${fragment && "#"}${fragment}`;
  return "page" in document.documentElement.dataset ? `#${page}` : new URL(page, site).href;
}

// A script, since pages opened from disk may fetch nothing.
async function loadIndex(address) {
  const script = document.createElement("script");
  await new Promise((resolve, reject) => {
    Object.assign(script, {onload: resolve, onerror: () => reject(new Error(address)), src: address, charset: "utf-8"});
    document.head.append(script);
  }).finally(() => script.remove());
  return script.index;
}

// Makes an input, a list and a status line search. `first` is the id of the tree whose hits come first, `today()` the day,
// `language` that of the page;
// `link(tree, fragment)` gives a hit's address, `open(hit, tree)` goes there, `record` takes a `searched` event, with
// the words where it `tellsWords`; `shown(words)` hears what is searched for. Gives {clear(), show()}.
export function createSearch({input, list, status, address, first = "", today, language, link, open, record, tellsWords, shown = () => {}}) {
  let finder = null, hits = [], active = -1, searched = null, counting = 0, telling = 0;
  input.maxLength = LONGEST;
  input.addEventListener("focus", prepare);
  input.addEventListener("input", () => {
    show();
    clearTimeout(counting);
    counting = setTimeout(count, PAUSE);
  });
  input.addEventListener("keydown", press);
  list.addEventListener("click", click);
  list.addEventListener("mousemove", ({target}) => {
    const number = hits.findIndex(({item}) => item.contains(target));
    if (number >= 0 && number !== active) select(number);
  });
  addEventListener("pagehide", count);
  return {clear, show};

  async function prepare() {
    const late = setTimeout(() => { status.textContent = searchTexts.loading; }, QUIET);
    try {
      finder ??= await loadFinder(address);
      if (status.textContent === searchTexts.loading) status.textContent = "";
    } catch (error) {
      console.error(error);
      status.textContent = searchTexts.failed;
    } finally {
      clearTimeout(late);
    }
  }

  async function show() {
    if (!finder) await prepare();
    if (!finder) return;
    const words = input.value.trim(), {total, groups} = finder.find(words, {first, today: today(), most: MOST});
    hits = [];
    list.replaceChildren(...groups.map(renderGroup));
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    list.scrollTop = 0;
    select(hits.length ? 0 : -1);
    searched = words ? {hits: total, words: tellsWords ? words.toLowerCase().replace(/\s+/g, " ") : undefined} : null;
    const told = !words ? "" : !total ? searchTexts.nothing : total > MOST ? fill(fillCount(searchTexts.first_hits, total, language), {shown: MOST}) : fillCount(searchTexts.hits, total, language);
    clearTimeout(telling);
    telling = setTimeout(() => { status.textContent = told; }, QUIET);
    shown(words, total);
  }

  function renderGroup({tree, hits: found}) {
    const group = make("div", {role: "group", "aria-label": tree.title});
    const about = found[0].step === null ? tree.category : [tree.title, tree.category].filter(Boolean).join(" · ");
    if (about) group.append(make("p", {class: "quiet", "aria-hidden": "true"}, about));
    for (const hit of found) group.append(renderHit(hit, tree));
    return group;
  }

  function renderHit(hit, tree) {
    const item = make("a", {role: "option", id: `hit-${hits.length}`, class: "hit", href: link(tree.id, hit.fragment), tabindex: "-1", "aria-selected": "false"},
      make("span", {class: hit.step === null ? "guide" : null}, ...mark(hit.title)));
    if (hit.context.length) item.append(make("small", {}, ...mark(hit.context)));
    if (hit.jumps) item.append(make("small", {class: "jumps"}, searchTexts.jumps));
    hits.push({item, hit, tree});
    return item;
  }

  function select(number) {
    hits[active]?.item.setAttribute("aria-selected", "false");
    active = number;
    const item = hits[active]?.item;
    if (item) {
      item.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({block: "nearest"});
    } else input.removeAttribute("aria-activedescendant");
  }

  function press(event) {
    const {key} = event, last = hits.length - 1;
    const number = {ArrowDown: active < last ? active + 1 : 0, ArrowUp: active > 0 ? active - 1 : last, PageDown: Math.min(active + 8, last), PageUp: Math.max(active - 8, 0)}[key];
    if (event.isComposing) return;
    if (number !== undefined && hits.length) select(number);
    else if (key === "Enter" && hits[active]) go(active);
    else if (key !== "Enter") return;
    event.preventDefault();
  }

  function click(event) {
    const number = hits.findIndex(({item}) => item.contains(event.target));
    // With Ctrl, Shift or the middle button the browser opens the hit beside this page.
    if (number < 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(number);
  }

  function go(number) {
    const {hit, tree} = hits[number];
    count();
    open(hit, tree);
  }

  // A search counts once: when the rep pauses, opens a hit or leaves.
  function count() {
    clearTimeout(counting);
    if (searched) record("searched", searched);
    searched = null;
  }

  function clear() {
    count();
    clearTimeout(telling);
    input.value = status.textContent = "";
    show();
  }
}

function mark(parts) {
  return parts.map((part, number) => (number % 2 ? make("mark", {}, part) : part));
}

export function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
