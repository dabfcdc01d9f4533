// What lies around an aid that has a page of its own: address, history, title, print. memory.js is the same for an aid in another page.

// `page` is the part of the fragment that names one page among several in one file, and empty in a site.
export function createSurroundings(win = window) {
  const {document, history, location} = win, page = document.documentElement.dataset.page ?? "";
  return {
    win,
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
    reload: () => location.reload(),
    setTitle(title) {
      document.title = title;
    },
    // Gives the value of a name in the part of the address behind `?`, or null. A bookmark keeps it; nothing is kept in storage.
    query: (name) => new URLSearchParams(location.search).get(name),
    // Tells whether the browser has a copy of the site; null where it can keep none, as in sandboxed frames.
    hasCopy() {
      try {
        return win.navigator.serviceWorker ? Boolean(win.navigator.serviceWorker.controller) : null;
      } catch {
        return null;
      }
    },
    onMove: (moved) => win.addEventListener("popstate", moved),
    onPrint: (prepare) => win.addEventListener("beforeprint", prepare),
  };
}
