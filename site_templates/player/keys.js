// Keys of visits (`identity~2/code`): the step they name, and what becomes of earlier ids.
const KEY_PART = /^([^~]+)(?:~([2-9]|[1-9]\d{1,5}))?$/;

// Ids are the author's own words, `constructor` among them.
export const own = (object, key) => (object && Object.hasOwn(object, key) ? object[key] : undefined);

const places = new WeakMap(); // by program, then by key: a run-through asks for the same ones at every click

// Gives {parts, treeId, tree, step, key} of what a key names, earlier ids included, or null. `key` has living ids only.
export function findPlace(program, key) {
  if (!places.has(program)) places.set(program, new Map());
  const found = places.get(program);
  if (!found.has(key)) found.set(key, readKey(program, key));
  return found.get(key);
}

function readKey(program, key) {
  const parts = [];
  let treeId, tree, step;
  for (const text of key.split("/")) {
    treeId = step ? step.run : program.tree;
    tree = own(program.trees, treeId);
    const [, written, number] = KEY_PART.exec(text) ?? [];
    const id = own(tree?.steps, written) ? written : own(tree?.was, written);
    step = own(tree?.steps, id);
    if (!step) return null;
    parts.push({id, number: Number(number ?? 1)});
  }
  return {parts, treeId, tree, step, key: parts.map(({id, number}) => visitKey(id, number)).join("/")};
}

// Gives a step's key within its frame: the id alone on the first visit.
export function visitKey(id, number) {
  return number === 1 ? id : `${id}~${number}`;
}

// Gives the state with living ids in place of earlier ones. A key that names nothing stays; a living id's own response wins.
export function translate(program, state) {
  const living = new Map();
  for (const [key, response] of Object.entries(state.responses)) {
    const place = findPlace(program, key);
    if (!place) living.set(key, response);
    else if (place.key === key || !Object.hasOwn(state.responses, place.key)) {
      if (!living.has(place.key)) living.set(place.key, translateResponse(place.step, response));
    }
  }
  const translated = {responses: Object.fromEntries(living), known: state.known};
  if (state.start) translated.start = findPlace(program, state.start)?.key ?? state.start;
  return translated;
}

function translateResponse(step, response) {
  if (!step.option_was) return response;
  const alive = new Set(step.options.map(({id}) => id));
  const living = (id) => (alive.has(id) ? id : own(step.option_was, id) ?? id);
  return Array.isArray(response) ? response.map(living) : living(response);
}
