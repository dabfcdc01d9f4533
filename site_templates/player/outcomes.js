// What outcomes are called.
import {texts} from "./texts.js";

// Gives what a kind of outcome is called.
export function nameOutcome(kind) {
  const plain = kind.replace(/[-_]/g, " ");
  return texts.outcomes[kind] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}
