// The page around the aid, where the aid stands in a frame or in another page.
import {createHost} from "../host.js";

export function createPart(aid) {
  return {create: (options) => createHost(aid, options)};
}
