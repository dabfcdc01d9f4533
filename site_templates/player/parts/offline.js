// Lets the browser keep a copy of the site (worker.js), and changes to a newer one once no case is running; docs/reference/site.md, "Offline".
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

  // Whether there is a newer copy is asked when a case `isOver`. Never throws.
  function keep({isOver}) {
    const {serviceWorker} = navigator;
    serviceWorker.register(aid.page.offline).then((registration) => {
      const takeOver = (newer) => {
        serviceWorker.oncontrollerchange = () => {
          // The address of the case that has ended may stand there still, and would be loaded again.
          aid.flush?.();
          aid.surroundings.reload();
        };
        newer.postMessage("take over");
      };
      const look = () => registration.waiting && serviceWorker.controller && renew(registration, takeOver);
      registration.onupdatefound = () => {
        registration.installing.onstatechange = look;
      };
      look();
      return isOver && registration.update();
    }).catch(() => {});
  }

  return {keep};
}
