// Only in `perfsupport serve`: listens for saves from the first moment, loads the page again when it has changed, and puts the aid
// into the state that it had. The pane around it comes later.
(() => {
  "use strict";
  const KEPT = "perfsupport-preview-state";
  const {token, status} = document.currentScript.dataset, address = `/preview/events?page=${encodeURIComponent(location.pathname)}`;
  const preview = {token, told: null, state: null, play, changed() {}};
  let source = null, isFirst = true, left = null;

  document.addEventListener("perfsupport:state", ({detail}) => {
    preview.state = detail;
    if (isFirst) {
      // Before anybody can press anything here: whatever is restored later would undo it.
      isFirst = false;
      restore();
    }
    // The aid writes the address behind this event.
    queueMicrotask(keep);
    preview.changed("state");
  });
  // A browser has few connections for each address: a page that nobody sees holds none.
  document.addEventListener("visibilitychange", listen);
  listen();
  import("/preview/pane.js").then(({open}) => open(preview));

  function listen() {
    source?.close();
    source = document.hidden ? null : new EventSource(address);
    if (source) source.onmessage = ({data}) => hear(JSON.parse(data));
  }

  function hear(told) {
    // The part behind # holds the case, and stays. A page that cannot be made any more stays as it is.
    if (told.token ? told.token !== token : !token && told.status !== status) return reload();
    preview.told = told;
    return preview.changed("told");
  }

  // The browser asks for the address as it is now; until the page has come, this one can still be pressed.
  function reload() {
    left = location.hash;
    if (preview.state) keep();
    location.reload();
  }

  // Keeps the state through a reload: what is given, and sensitive responses, stand in no address. Only in this tab, and only
  // for the address that belongs to it: the one it has, or the one under which the page is being asked for.
  function keep() {
    store({page: location.pathname, hash: location.hash, left, state: preview.state.state});
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
