// A window that a test holds in its hands: the clock stands until moved, requests wait until answered.
import {webcrypto} from "node:crypto";

export const PROGRAM = {
  trees: {
    till: {version: "0123456789ab", facts: {amount: {track: true}, name: {}}},
    identity: {version: "ba9876543210", facts: {}},
  },
};
export const COLLECTOR = "https://collector.example/events";
export const START = 1_795_000_000_000;

export function makeWindow({storage = makeStorage(), gpc = false} = {}) {
  const win = new EventTarget();
  const timers = new Map();
  let timerId = 0;
  Object.assign(win, {
    clock: START,
    requests: [],
    beacons: [],
    heard: [],
    answer: () => reply(200),
    crypto: webcrypto,
    indexedDB: storage,
    document: new EventTarget(),
    navigator: {globalPrivacyControl: gpc, sendBeacon: (url, body) => Boolean(win.beacons.push({url, body}))},
    CustomEvent,
    setTimeout: (work, wait = 0) => {
      timers.set((timerId += 1), {work, at: win.clock + wait});
      return timerId;
    },
    clearTimeout: (id) => void timers.delete(id),
    fetch: async (url, options) => {
      win.requests.push({url, ...options});
      return win.answer(options.body);
    },
  });
  win.document.hidden = false;
  win.document.addEventListener("perfsupport:event", ({detail}) => win.heard.push(detail));

  // Lets the given time pass, and all that becomes due in it.
  win.pass = async (ms = 0) => {
    await settle();
    const end = win.clock + ms;
    for (;;) {
      const due = [...timers].filter(([, {at}]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      win.clock = Math.max(win.clock, due[1].at);
      timers.delete(due[0]);
      due[1].work();
      await settle();
    }
    win.clock = end;
  };
  win.hide = () => turn(true);
  win.show = () => turn(false);
  function turn(hidden) {
    win.document.hidden = hidden;
    win.dispatchEvent(new Event("visibilitychange"));
  }
  return win;
}

export function reply(status, refused) {
  return {ok: status < 300, status, headers: new Headers(refused ? {"perfsupport-refused": refused} : {})};
}

// Just enough of IndexedDB: one object store, keys only, answers that come later.
export function makeStorage(kept = new Map()) {
  const store = {
    put: (value, key) => void kept.set(key, value),
    delete: (key) => void kept.delete(key),
    getAllKeys: () => later({result: [...kept.keys()]}),
  };
  const transactions = [];
  const database = {createObjectStore: () => store, transaction() {
    const transaction = {commits: 0, puts: 0, commit: () => void (transaction.commits += 1)};
    transactions.push(transaction);
    const put = (...told) => void (transaction.puts += 1, store.put(...told));
    return {objectStore: () => ({...store, put, transaction})};
  }};
  const names = [];
  return {
    kept,
    transactions,
    names,
    open(name) {
      names.push(name);
      return later({result: database});
    },
  };
}

function later(request) {
  queueMicrotask(() => request.onsuccess?.({target: request}));
  return request;
}

export async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await null;
}

export const eventsOf = ({body}) => JSON.parse(body).events;
