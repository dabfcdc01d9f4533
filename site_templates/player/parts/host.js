// The page around the aid, where the aid stands in a frame.
import {createHost} from "../host.js";

export function createPart() {
  return {create: createHost};
}
