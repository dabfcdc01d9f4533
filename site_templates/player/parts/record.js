// Usage events, on pages where the project names a sink for them.
import {createTracker} from "../tracker.js";

export function createPart(aid) {
  const {root, surroundings: {signal}} = aid;
  // Events of an aid that is mounted in another page are raised at the element that holds it, and seen by what is around it.
  const element = root.host && {dispatchEvent: ({type, detail}) => root.host.dispatchEvent(new CustomEvent(type, {detail, bubbles: true}))};
  return {create: ({sinks, ...rest}) => createTracker({...rest, sinks: {...sinks, dom: sinks.dom && (element ?? root)}, signal})};
}
