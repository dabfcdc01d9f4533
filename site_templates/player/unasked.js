// After a jump: what was not asked although a route, or an option that is not offered, depends on it. No page in here.
import {walk, withoutResponses} from "./engine.js";
import {evaluate} from "./evaluate.js";
import {findPlace, own} from "./keys.js";

const decided = new WeakMap(); // entry of a route: what it was decided without, which later responses do not change

// Gives {key, fact, label, lang, ask} of each such fact in the order of the path: the visit that depends on it, and the key of the step that asks for it
// or sets it, or null. What only the host or a link could tell is missing in other cases too, and what is being asked comes by itself.
export function findUnasked(program, state, run, today) {
  if (!state.start || !findPlace(program, state.start)) return [];
  const here = findPlace(program, run.path.at(-1).key), last = run.path.findLastIndex(({how}) => how === "responded");
  return run.path.flatMap((entry, index) => {
    if (entry.how !== "routed") return entry.how === "here" ? findMissing(run, entry) : [];
    if (!decided.has(entry)) decided.set(entry, findMissing(index > last ? run : walkTo(index), entry));
    return decided.get(entry);
  }).filter(({ask, fact}) => ask !== here.key || fact !== here.step.fact);

  // The run as it was when the walk came to an entry.
  function walkTo(index) {
    const later = run.path.slice(index).map(({key}) => key);
    return walk(program, withoutResponses(state, later), today);
  }

  function findMissing({frames, closed}, {key}) {
    const {tree, step} = findPlace(program, key), frame = key.slice(0, Math.max(0, key.lastIndexOf("/")));
    const facts = [...frames, ...closed].find((one) => one.key === frame)?.facts;
    const settle = (expression) => evaluate(expression, (fact) => own(facts, fact) ?? null, today);
    const offers = (step.branches ?? step.options ?? []).filter(({when, from = today, until = today}) => when !== undefined && from <= today && today <= until);
    const taken = step.branches ? offers.findIndex(({when}) => settle(when) === true) : -1;
    const named = offers.slice(0, taken < 0 ? undefined : taken).flatMap(({when}) => findUnknown(when, tree.facts, settle));
    return [...new Set(named)].map((fact) => ({key, fact, label: tree.facts[fact].label, lang: tree.facts[fact].lang, ask: findAsking(tree, fact, frame)}))
      .filter(({fact, ask}) => ask || !tree.facts[fact].sources);
  }
}

// Gives the facts for want of which an expression is not known; of a calculated one those that it is calculated from.
function findUnknown(expression, facts, settle) {
  if (!Array.isArray(expression) || settle(expression) !== null) return [];
  const [operator, ...operands] = expression, fact = operands[0];
  if (operator !== "fact") return operands.flatMap((operand) => findUnknown(operand, facts, settle));
  const {calculated} = facts[fact];
  return calculated === undefined ? [fact] : findUnknown(calculated, facts, settle);
}

// Gives the key of the first step that asks for a fact, else of the first that sets it by what the rep responds.
function findAsking({steps}, fact, frame) {
  const ids = Object.keys(steps), sets = ({set}) => own(set, fact) !== undefined;
  const id = ids.find((each) => steps[each].fact === fact) ?? ids.find((each) => (steps[each].options ?? []).some(sets));
  return id === undefined ? null : [frame, id].filter(Boolean).join("/");
}
