// Which steps read differently from what a browser saw last. A record is {step id: hash of its words, or "" where it was there unseen}.
const READ = ["title", "ask", "say", "why", "detail", "do", "options", "label", "tips", "text", "by", "media", "file", "alt", "links", "url", "contact"];

// Gives the hash of what a rep reads on a step: words, labels, pictures, links. Where it leads is not among it.
export function hashStep(step) {
  const text = JSON.stringify(step, READ);
  let high = 0xdeadbeef, low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return ((high ^ (low >>> 15)) >>> 0).toString(36) + ((low ^ (high >>> 13)) >>> 0).toString(36).slice(0, 3);
}

// Gives the steps of a tree that a rep is shown, as pairs of id and hash.
function listShown(tree) {
  return Object.entries(tree.steps).filter(([, {kind}]) => kind !== "route" && kind !== "subtree").map(([id, step]) => [id, hashStep(step)]);
}

// Gives {step id: "new" or "changed"} of a tree, by the record of the last time; nothing the first time.
export function findChanges(tree, record) {
  if (!record) return {};
  const earlier = findEarlier(tree, record);
  const marks = listShown(tree).map(([id, hash]) => [id, earlier[id] === undefined ? "new" : earlier[id] && earlier[id] !== hash ? "changed" : null]);
  return Object.fromEntries(marks.filter(([, mark]) => mark));
}

// Gives the record after `seen` (a set of step ids) were seen: what was not seen this time keeps what it had, and new steps stay new.
export function updateRecord(tree, record, seen) {
  const earlier = record ? findEarlier(tree, record) : null;
  const kept = listShown(tree).map(([id, hash]) => [id, seen.has(id) ? hash : earlier ? earlier[id] : ""]);
  return Object.fromEntries(kept.filter(([, hash]) => hash !== undefined));
}

// Earlier ids lead to living ones; a step that has both keeps its own.
function findEarlier(tree, record) {
  const moved = Object.entries(tree.was ?? {}).filter(([old]) => Object.hasOwn(record, old)).map(([old, id]) => [id, record[old]]);
  return {...Object.fromEntries(moved), ...record};
}
