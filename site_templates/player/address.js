// The state in the address, behind `#` (docs/reference/address.md); links.js reads it.
import {findPlace, own} from "./keys.js";

// Gives the fragment, without `#`, of a state whose screen has this key.
export function writeAddress(program, state, key) {
  const responses = Object.entries(state.responses).filter(([name]) => !isSecret(program, name));
  const facts = Object.entries(state.known.link ?? {}).filter(([name]) => !isSensitive(program, name)).map(([name, value]) => [`f.${name}`, value]);
  const pairs = [...(state.start ? [["~start", state.start]] : []), ...facts, ...responses].map(([name, value]) => `${encodePart(name)}=${[value].flat().map(encodePart).join(",")}`);
  return encodePart(key) + (pairs.length ? `?${pairs.join("&")}` : "");
}

// Tells whether a response says something about a sensitive fact, or names no step at all.
export function isSecret(program, key) {
  const place = findPlace(program, key);
  if (!place) return true;
  const {tree, step} = place, told = [step.fact, ...(step.options ?? []).flatMap(({set}) => Object.keys(set ?? {}))];
  return told.some((fact) => own(tree.facts, fact)?.sensitive);
}

function isSensitive(program, fact) {
  return Object.values(program.trees).some(({facts}) => own(facts, fact)?.sensitive);
}

// Half a surrogate pair cannot be encoded; it stands for no character anyway.
export function encodePart(text) {
  return /^[\w-]*$/.test(text) ? text : encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replaceAll("%2F", "/");
}
