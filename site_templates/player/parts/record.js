// Usage events, on pages where the project names a sink for them.
import {createTracker} from "../tracker.js";

export function createPart(aid) {
  const {root, surroundings: {signal}} = aid;
  // Events of an aid that is mounted in another page are raised at the element that holds it, and seen by what is around it.
  const element = root.host && {dispatchEvent: ({type, detail}) => root.host.dispatchEvent(new CustomEvent(type, {detail, bubbles: true}))};
  // What is to be recorded before the tracker notes that the rep left. A window calls its listeners as they came, whatever they ask for.
  const leaving = aid.leaving = [];
  return {create};

  // Gives {record(type, fields, done), session}. `done`, where given, hears whether the collector took the event: true or false, once it has said so.
  function create({sinks, ...rest}) {
    const asked = [], tracker = createTracker({...rest, sinks: {...sinks, dom: sinks.dom && (element ?? root)}, window: overhear(asked, leaving), signal});
    return {
      session: tracker.session,
      record(type, fields, done) {
        if (done) asked.push({type, text: fields.text, done});
        tracker.record(type, fields);
      },
    };
  }
}

// Gives a window whose replies from the collector are heard by those who asked, and which is left only after `leaving` was done. The tracker
// itself has no room for it.
function overhear(asked, leaving, win = window) {
  function listen(name, hear, options) {
    win.addEventListener(name, () => {
      if (name === "pagehide" || win.document.hidden) leaving.forEach((finish) => finish());
      hear();
    }, options);
  }

  async function fetchAndTell(address, request) {
    const reply = await win.fetch(address, request), isSettled = reply.ok || (reply.status < 429 && reply.headers.has("perfsupport-refused"));
    for (const event of isSettled && asked.length > 0 ? JSON.parse(request.body).events : []) {
      const at = asked.findIndex(({type, text}) => type === event.type && text === event.text);
      if (at >= 0) asked.splice(at, 1)[0].done(reply.ok);
    }
    return reply;
  }
  const ours = {fetch: fetchAndTell, addEventListener: listen};
  return new Proxy(win, {get: (target, name) => (Object.hasOwn(ours, name) ? ours[name] : typeof target[name] === "function" ? target[name].bind(target) : target[name])});
}
