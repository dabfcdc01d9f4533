// Usage events: what the rep does, told by ids and handed to the sinks that the project names; docs/reference/events.md.
// A fast network, storage and a collector that answers are never taken for granted, and no failure here reaches the rep.

// Gives {record(type, fields), session}; record never throws. `page` is {tree, mode, language, host} and, where the project turns
// them on, contact and rep; it is read at each event, since a host may say them late. `sinks` is the page's `tracking`,
// `post(event)` tells the page around. `window` brings network, storage and random numbers, `signal` an end.
// `sinks.dom` is where events are raised.
export function createTracker({page, program, sinks, post, window: win = window, now = Date.now, signal}) {
  const open = !win.navigator.globalPrivacyControl;
  const collector = open && sinks.collector;
  const session = makeEventId();
  // Events as JSON until the collector has them: here, and in IndexedDB where there is one, since that outlives the tab.
  const waiting = new Set();
  let busy, database, store, timer, wait = 0, sequence = 0, since = now(), away = win.document.hidden && since, place = {};

  // A page that goes fires pagehide, visibilitychange, both in either order, or neither.
  for (const name of ["visibilitychange", "pagehide", "online"]) {
    win.addEventListener(name, () => turn(win.document.hidden || name === "pagehide"), {signal});
  }
  if (collector) {
    quietly(() => {
      const opening = win.indexedDB.open("perfsupport " + collector);
      opening.onupgradeneeded = () => opening.result.createObjectStore("events");
      opening.onsuccess = () => {
        database = opening.result;
        inStore(() => {
          // What earlier pages could not send. Another tab may send it too: the collector knows events by their ids.
          store.getAllKeys().onsuccess = ({target}) => {
            target.result.forEach((event) => waiting.add(event));
            send();
          };
          // Behind what is asked, so that nothing of this page that has been sent by then waits again.
          waiting.forEach((event) => store.put(0, event));
        });
      };
    });
  }

  function turn(hidden) {
    if (hidden && !away) {
      record("session_left", place);
      away = now();
    }
    if (!hidden && away) {
      since += now() - away;
      away = 0;
      record("session_resumed", place);
    }
    send(hidden);
  }

  function record(type, fields) {
    quietly(() => {
      const {direction, value, text, words, ...ids} = fields;
      // No id holds white space: what does is a label, given here by mistake.
      if (/\s/.test(JSON.stringify(ids))) return;
      const at = now();
      // Only step_viewed has a direction.
      if (direction) {
        place = ids;
        since = at;
        away &&= at;
      }
      const {version, facts} = program.trees[ids.tree || page.tree];
      const event = {id: makeEventId(), session, sequence: ++sequence, type, at, ...page, ...ids, version, visible_ms: Math.max(0, (away || at) - since)};
      if (direction) event.direction = direction;
      if (text) event.text = text.slice(0, 500);
      if (words) event.words = words;
      if (facts[ids.fact]?.track) event.value = value.slice(0, 500);
      if (collector) hold(JSON.stringify(event));
      sinks.dom?.dispatchEvent(new win.CustomEvent("perfsupport:event", {detail: event}));
      if (sinks.post_message) post(event);
      // Tag managers merge objects: without the null, fields of the event before would stay.
      if (open && sinks.data_layer) (win.dataLayer ||= []).push({perfsupport: null}, {event: "perfsupport", perfsupport: event});
    });
  }

  function hold(event) {
    if (waiting.size > 4999) return;
    waiting.add(event);
    inStore(() => store.put(0, event));
    timer ||= win.setTimeout(send);
  }

  async function send(hidden) {
    // Keepalive fetches and beacons share 64 KiB. This leaves room for one of each: no string takes more than three bytes
    // for each unit of its length.
    let room = 10000, settled;
    const batch = [...waiting].filter((event) => (room -= event.length) > 0);
    const body = `{"format":1,"sent_at":${now()},"events":[${batch}]}`;
    timer = win.clearTimeout(timer);
    try {
      // What a beacon took stays waiting, as nothing says whether it came.
      if (!batch[0] || (hidden && win.navigator.sendBeacon(collector, body)) || busy) return;
      busy = true;
      const reply = await win.fetch(collector, {method: "POST", body, keepalive: true});
      // A refusal with a name is the collector's and final; one without may be a proxy's, and the events wait.
      settled = reply.ok || (reply.status < 429 && reply.headers.has("perfsupport-refused"));
    } catch {
      // Offline, blocked, or the collector is away.
    }
    busy = false;
    if (settled) {
      batch.forEach((event) => waiting.delete(event));
      inStore(() => batch.forEach((event) => store.delete(event)));
    }
    wait = settled ? 0 : wait + 5000;
    timer = win.setTimeout(send, wait);
  }

  // What is done in one go is one transaction: a page that goes takes with it what nobody has committed, and what waits behind another.
  function inStore(work) {
    quietly(() => {
      if (!store) queueMicrotask(() => quietly(() => store.transaction.commit(store = 0)));
      store ||= database.transaction("events", "readwrite").objectStore("events");
      work();
    });
  }

  // UUID version 7: the time first, so that ids made later sort later. Decimal digits are hexadecimal ones too.
  function makeEventId() {
    const digits = [..."0" + now().toString(16) + win.crypto.getRandomValues(new Uint32Array(4)).join("")];
    return "xxxxxxxx-xxxx-7xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => digits.shift());
  }

  return {record, session};
}

// Storage throws in sandboxed frames, a tag manager where it likes.
function quietly(work) {
  try {
    work();
  } catch {}
}
