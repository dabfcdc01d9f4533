// Only in `perfsupport serve`: listens for saves from the first moment. Where only the tree has changed, the aid goes on with the new
// one; else the page is loaded again, and the aid put into the state that it had. The pane around it comes later.
(() => {
  "use strict";
  const KEPT = "perfsupport-preview-state";
  const {token, status} = document.currentScript.dataset, address = `/preview/events?page=${encodeURIComponent(location.pathname)}&token=`;
  const preview = {token, told: null, state: null, play, changed() {}}, shell = findShell(document), about = readPage(document);
  let source = null, isFirst = true, left = null, asked = 0;

  document.addEventListener("perfsupport:state", ({detail}) => {
    preview.state = detail;
    if (isFirst) {
      // Before anybody can press anything here: whatever is restored later would undo it.
      isFirst = false;
      restore();
    }
    // The aid writes the address behind this event, or later: from one that comes as the page goes Chromium finds no way back.
    queueMicrotask(() => {
      if (left !== null) detail.aid.flush?.();
      keep();
    });
    preview.changed("state");
  });
  // The address of the last press has come by now, and is what a reload by hand asks for.
  addEventListener("pagehide", keep);
  // A browser has few connections for each address: a page that nobody sees holds none.
  document.addEventListener("visibilitychange", listen);
  listen();
  import("/preview/pane.js").then(({open}) => open(preview));

  function listen() {
    source?.close();
    // With the token of an aid the next page comes along with what is told of it.
    source = document.hidden ? null : new EventSource(about ? address + preview.token : address);
    if (source) source.onmessage = ({data}) => hear(JSON.parse(data));
  }

  function hear(told) {
    // A page that cannot be made any more stays as it is.
    if (told.token && preview.token && told.token !== preview.token && preview.state) return renew(told);
    if (told.token ? told.token !== preview.token : !preview.token && told.status !== status) return reload();
    preview.told = told;
    return preview.changed("told");
  }

  // Takes the page as it is now: the one that came along, or the one that is asked for. Only what was asked for last counts.
  async function renew({page, ...told}) {
    const number = ++asked;
    let isTaken = false;
    try {
      const text = page ?? await ask();
      if (number !== asked) return;
      isTaken = Boolean(text) && take(new DOMParser().parseFromString(text, "text/html"));
    } catch {}
    if (number !== asked) return;
    if (!isTaken) reload();
    preview.told = told;
    preview.changed("told");
  }

  async function ask() {
    const reply = await fetch(location.pathname + location.search);
    return reply.ok ? reply.text() : "";
  }

  // Goes on with the program of a page, and gives whether that shows all there is to see: the rest of the page has to be the same,
  // and nothing may be open that has been made of the program before.
  function take(page) {
    const data = readPage(page), step = page.getElementById("step"), old = document.getElementById("step");
    const isOther = !data?.program || data.rest !== about.rest || data.isCounted || findShell(page) !== shell;
    if (isOther || window.parent !== window || history.state?.editing || document.querySelector("#whole, .search-dialog")) return false;
    const {state} = preview.state, had = old.contains(document.activeElement);
    preview.token = findOwn(page).dataset.token;
    // The aid takes its first step over from the page, as it does in the beginning, and draws any other.
    old.replaceWith(step);
    preview.state.play(state, {program: data.program, moved: false});
    if (Object.keys(state.known.host ?? {}).length) replay(state, false);
    if (had) document.getElementById("ask").focus({preventScroll: true});
    return true;
  }

  // Gives what stands in a page for the player: the program, and all else as text.
  function readPage(page) {
    const data = page.getElementById("perfsupport-page");
    if (!data) return null;
    const {program, ...rest} = JSON.parse(data.textContent);
    return {program, rest: JSON.stringify(rest), isCounted: Object.keys(rest.tracking).length > 0};
  }

  // Gives a page without what a change of words changes.
  function findShell(page) {
    const root = page.documentElement.cloneNode(true), own = findOwn(root);
    for (const name of ["data-token", "data-status"]) own.removeAttribute(name);
    root.querySelector("#perfsupport-page")?.remove();
    root.querySelector("#step")?.replaceWith("step");
    return root.outerHTML;
  }

  function findOwn(page) {
    return page.querySelector("script[data-token]");
  }

  // The part behind # holds the case, and stays. The browser asks for the address as it is now; until the page has come, this one can still be pressed.
  function reload() {
    preview.state?.aid.flush?.();
    left = location.hash;
    keep();
    location.reload();
  }

  // Keeps the state through a reload: what is given, and sensitive responses, stand in no address. Only in this tab, and only
  // for the address that belongs to it: the one it has, or the one under which the page is being asked for.
  function keep() {
    if (preview.state) store({page: location.pathname, hash: location.hash, left, state: preview.state.state});
  }

  // Plays what was kept before this reload, where the address that was asked for is still the same.
  function restore() {
    const kept = recall(), {hash, pathname} = location;
    if (kept?.page !== pathname || ![kept.hash, kept.left].includes(hash) || JSON.stringify(kept.state) === JSON.stringify(preview.state.state)) return;
    replay(kept.state, kept.hash !== hash);
  }

  // Plays {given, responses} in the page: those of a scenario, or of a step to begin at.
  function play({given, responses}) {
    replay({responses, known: {host: given, link: {}}}, true);
  }

  function replay(state, moved) {
    preview.state.play(state, {program: give(preview.state.program, Object.keys(state.known.host ?? {})), moved});
  }

  function store(value) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(value));
    } catch {}
  }

  function recall() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT));
    } catch {
      return null;
    }
  }

  // Gives a program in which the host may say these facts whatever their sources, in the first tree with each; the twin of
  // `give` in perfsupport/scenarios/cases.py.
  function give(program, facts) {
    const trees = {...program.trees};
    for (const fact of facts) {
      const id = Object.keys(trees).find((each) => Object.hasOwn(trees[each].facts, fact));
      if (id) trees[id] = {...trees[id], facts: {...trees[id].facts, [fact]: {...trees[id].facts[fact], sources: ["host"]}}};
    }
    return {...program, trees};
  }
})();
