// The search of the index. Without it the index is a plain list of all guides.
import {addressOf, createSearch} from "../player/searching.js";
import {createTracker} from "../player/tracker.js";

const INDEX = "-";
const NO_VERSION = "000000000000";

begin();

function begin() {
  const [form, input, list, status, guides] = ["search", "words", "hits", "found", "guides"].map((id) => document.getElementById(id));
  const page = JSON.parse(document.getElementById("perfsupport-page").textContent);
  const record = startRecording(page);
  const search = createSearch({
    input, list, status, address: new URL(`search${page.ending}.js`, document.baseURI).href, today: readToday, language: page.language, link: (tree, fragment) => addressOf(tree + page.ending, fragment),
    open: (hit, tree) => location.assign(addressOf(tree.id + page.ending, hit.fragment)),
    record, tellsWords: page.tracking.search_words,
    shown(words) {
      guides.hidden = Boolean(words);
    },
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key === "/" && !modified && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    } else if (event.key === "Escape" && document.activeElement === input) search.clear();
  });
  form.hidden = false;
  // The browser may have kept the words over a reload or on the way back.
  if (input.value.trim()) search.show();
}

function startRecording({tracking, mode, language, hosts}) {
  if (!Object.keys(tracking).length) return () => {};
  const about = {tree: INDEX, mode, language, host: ""};
  const sinks = {...tracking, dom: tracking.dom && document};
  const tracker = createTracker({
    page: about, program: {trees: {[INDEX]: {version: NO_VERSION, facts: {}}}}, sinks, hosts: [...hosts, location.origin],
  });
  tracker.record("session_started", {entry: performance.getEntriesByType?.("navigation")[0]?.type === "reload" ? "reload" : "start"});
  return tracker.record;
}

function readToday() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
