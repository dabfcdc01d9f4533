// What lies around an aid that has a page of its own: address, history, title, print. memory.js is the same for an aid in another page.

// `page` is the part of the fragment that names one page among several in one file, and empty in a site.
export function createSurroundings(win = window) {
  const {document, history, location} = win, page = document.documentElement.dataset.page ?? "";
  return {
    framed: win.parent !== win,
    origin: location.origin,
    // Gives the address that a link to a state has, or null where there is none.
    href: (fragment) => `#${page}${fragment}`,
    fragment: () => location.hash.slice(1 + page.length),
    // Gives what was written with the address: {prev, editing}, or null where the rep came by a link.
    entry: () => history.state,
    isReload: () => win.performance.getEntriesByType?.("navigation")[0]?.type === "reload",
    write(method, entry, fragment) {
      // In another language the case goes on where it is.
      for (const link of document.querySelectorAll(".languages a")) link.hash = fragment;
      try {
        history[method](entry, "", `#${page}${fragment}`);
      } catch {
        // Browsers refuse more than about a hundred entries in half a minute. The state is in memory, the next click writes it.
      }
    },
    back: () => history.back(),
    setTitle(title) {
      document.title = title;
    },
    // Gives the value of a name in the part of the address behind `?`, or null. A bookmark keeps it; nothing is kept in storage.
    query: (name) => new URLSearchParams(location.search).get(name),
    setQuery(name, value) {
      const address = new URL(location.href);
      if (value === null) address.searchParams.delete(name);
      else address.searchParams.set(name, value);
      try {
        history.replaceState(history.state, "", address);
      } catch {
        // From disk the address cannot be changed; the choice still counts for this page.
      }
    },
    keepCopy: (...told) => keepCopy(win, ...told),
    onMove: (moved) => win.addEventListener("popstate", moved),
    onPrint: (prepare) => win.addEventListener("beforeprint", prepare),
  };
}

// Lets the browser keep a copy of the site (worker.js) once an aid is used: a page that was only looked at fetches nothing more.
// Where a newer copy waits, `renew(registration, takeOver)` is called; whether there is one is asked when a case ends. Never throws.
function keepCopy({navigator, location}, worker, {isUsed, isOver}, renew) {
  try {
    const {serviceWorker} = navigator;
    if (!worker || !(isUsed || serviceWorker?.controller)) return;
    serviceWorker?.register(worker).then((registration) => {
      const takeOver = (newer) => {
        serviceWorker.oncontrollerchange = () => location.reload();
        newer.postMessage("take over");
      };
      const look = () => registration.waiting && serviceWorker.controller && renew(registration, takeOver);
      registration.onupdatefound = () => {
        registration.installing.onstatechange = look;
      };
      look();
      return isOver && registration.update();
    }).catch(() => {});
  } catch {
    // Sandboxed frames.
  }
}
