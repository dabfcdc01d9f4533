// Usage events, on pages where the project names a sink for them.
import {createTracker} from "../tracker.js";

export function createPart(aid) {
  const {root, surroundings: {signal}} = aid;
  // Events of an aid that is mounted in another page are raised at the element that holds it, and seen by what is around it.
  const element = root.host && {dispatchEvent: ({type, detail}) => root.host.dispatchEvent(new CustomEvent(type, {detail, bubbles: true}))};
  return {create};

  // Gives {record(type, fields, done), session}. `done`, where given, hears whether the collector took the event: true or false, once it has said so.
  function create({sinks, ...rest}) {
    const asked = [], tracker = createTracker({...rest, sinks: {...sinks, dom: sinks.dom && (element ?? root)}, window: overhear(asked), signal});
    return {
      session: tracker.session,
      record(type, fields, done) {
        if (done) asked.push({type, text: fields.text, done});
        tracker.record(type, fields);
      },
    };
  }
}

// Gives a window whose replies from the collector are heard by those who asked. The tracker itself has no room for it.
function overhear(asked, win = window) {
  async function fetchAndTell(address, request) {
    const reply = await win.fetch(address, request), isSettled = reply.ok || (reply.status < 429 && reply.headers.has("perfsupport-refused"));
    for (const event of isSettled && asked.length > 0 ? JSON.parse(request.body).events : []) {
      const at = asked.findIndex(({type, text}) => type === event.type && text === event.text);
      if (at >= 0) asked.splice(at, 1)[0].done(reply.ok);
    }
    return reply;
  }
  return new Proxy(win, {get: (target, name) => (name === "fetch" ? fetchAndTell : typeof target[name] === "function" ? target[name].bind(target) : target[name])});
}
