// What lies around an aid that is mounted in another page: the page's address, history and title are not the aid's, so that it has
// a list of its own to go back by. The same functions as surroundings.js gives, and some for who mounted it.

const MOST_ENTRIES = 100;

// `channel` is how aid and page talk (docs/reference/host.md): post(message) hears the aid, listen(meet, receive) is told how to be
// heard. `query` are choices such as {keys: "off"}.
// Gives surroundings with `signal`, which ends what listens to the window once `leave()` is called.
export function createMemory({channel, query = {}, fragment = "", win = window} = {}) {
  const leaving = new AbortController(), chosen = new Map(Object.entries(query));
  let entries = [{entry: null, fragment}], at = 0, moved = () => {};
  return {
    channel,
    framed: false,
    origin: win.location.origin,
    signal: leaving.signal,
    leave: () => leaving.abort(),
    href: () => null,
    fragment: () => entries[at].fragment,
    entry: () => entries[at].entry,
    isReload: () => false,
    write(method, entry, fragment) {
      entries = [...entries.slice(0, method === "pushState" ? at + 1 : at), {entry, fragment}].slice(-MOST_ENTRIES);
      at = entries.length - 1;
    },
    back() {
      if (at === 0) return;
      at -= 1;
      moved();
    },
    setTitle() {},
    query: (name) => chosen.get(name) ?? null,
    setQuery(name, value) {
      if (value === null) chosen.delete(name);
      else chosen.set(name, value);
    },
    onMove(hear) {
      moved = hear;
    },
    onPrint: (prepare) => win.addEventListener("beforeprint", prepare, {signal: leaving.signal}),
  };
}
