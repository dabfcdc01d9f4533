// The way back, a twin of what perfsupport/scenarios/walker.py has; it comes with the part `faces`.
import {walk, withoutResponses} from "./engine.js";
import {translate} from "./keys.js";

// Gives the state without its last response on the path, or else without its jump; null at the very beginning.
export function back(program, state, today) {
  const {start, ...asked} = translate(program, state);
  const last = walk(program, state, today).path.findLast(({how}) => how === "responded");
  if (last) return withoutResponses(start ? {...asked, start} : asked, [last.key]);
  return start ? asked : null;
}
