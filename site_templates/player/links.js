// Reads the state in an address (docs/reference/address.md), which address.js writes.
import {walk} from "./engine.js";
import {findPlace, own} from "./keys.js";

// Gives the state that a fragment tells. What cannot be read is ignored. `host` is what the host knows already.
export function parseAddress(program, fragment, today, host = {}) {
  const [, head, query] = /^#?([^?]*)\??(.*)$/s.exec(fragment);
  const pairs = query.split("&").map(readPair).filter((pair) => pair?.[0]);
  const facts = pairs.filter(([name]) => name.startsWith("f.")).map(([name, value]) => [name.slice(2), value]);
  const responses = pairs.filter(([name]) => !name.startsWith("f.") && name !== "~start");
  const known = {host, link: Object.fromEntries(facts)};
  const state = {responses: Object.fromEntries(responses.map(([key, value]) => [key, value !== "~none" && takesList(program, key) ? [value].flat() : value])), known};
  const start = pairs.find(([name]) => name === "~start")?.[1] ?? (responses.length ? null : findDeepLink(program, state, readText(head), today));
  return start ? {...state, start: String(start)} : state;
}

// Gives the key that an address without responses leads to, or null where the walk comes there by itself.
function findDeepLink(program, state, head, today) {
  if (!head) return null;
  const key = findPlace(program, head)?.key ?? head;
  return walk(program, state, today).path.at(-1)?.key === key ? null : key;
}

function takesList(program, key) {
  const place = findPlace(program, key);
  return Boolean(place?.step.pick_many) || own(place?.tree.facts, place?.step.fact)?.type === "many";
}

function readPair(text) {
  const [name, value = ""] = text.split(/=(.*)/s);
  const parts = value.split(",").map(readText), key = readText(name);
  return key === null || parts.includes(null) ? null : [key, parts.length > 1 ? parts : parts[0]];
}

function readText(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
