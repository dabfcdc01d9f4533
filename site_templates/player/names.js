// What steps, responses and facts are called: as text, in the words the rep saw. No page in here.
import {findPlace, own} from "./keys.js";
import {fillLine, formatValue, parseValue} from "./values.js";

// Gives how a step is worked on: choose, pick, enter, act or end.
export function findFace(step, fact) {
  if (step.kind === "action") return "act";
  if (step.kind === "outcome") return "end";
  if (step.pick_many || fact?.type === "many") return "pick";
  return step.kind === "question" || fact.type === "choice" || fact.type === "yes_no" ? "choose" : "enter";
}

// Gives the title of the step that a key names as text; a key that leads nowhere names itself. `shown` are the facts it shows.
export function nameStep(program, key, shown = {}) {
  const place = findPlace(program, key);
  return place ? fillLine(place.step.title, showFacts(program, key, shown)) : key;
}

// Gives the id of the step that a response at a screen leads to, as the program says it: silent steps may lead on from there.
export function nameTarget({step, none}, response) {
  if (response === "~none") return none?.target;
  return step.options?.find(({id}) => id === response)?.target ?? step.then;
}

// Gives the label of an input's response.
export function nameValue(program, fact, response) {
  return formatValue(fact, parseValue(fact, response), program.language);
}

// Gives a function that shows facts of the step's tree as text, by these values; null where one is not known.
export function showFacts(program, key, values) {
  const {facts} = findPlace(program, key).tree;
  return (id) => (own(values, id) === undefined || !own(facts, id) ? null : formatValue(facts[id], values[id], program.language));
}
