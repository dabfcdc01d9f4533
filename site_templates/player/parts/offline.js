// Changes to a newer copy of the site once no case is running; docs/reference/site.md, "Offline".
import {texts} from "../texts.js";

export function createPart(aid) {
  let asked = false;

  // `registration` has a worker with a newer copy that waits; `takeOver(worker)` lets it begin.
  function renew(registration, takeOver) {
    const {responses, start} = aid.state;
    if (Object.keys(responses).length > 0 || start || aid.editing !== null) return aid.say(texts.newer_waits);
    if (asked) return undefined;
    asked = true;
    return takeOver(registration.waiting);
  }

  return {renew};
}
