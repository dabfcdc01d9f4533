// What responses are called, in the words the rep saw.
import {findPlace, own} from "./keys.js";
import {findFace, nameValue, showFacts} from "./names.js";
import {texts} from "./texts.js";
import {admit, fillLine, parseValue} from "./values.js";

// Gives a response in the words the rep saw; a sensitive one stays unsaid, since screens are shared and printed.
export function nameResponse(program, key, response, shown = {}) {
  const place = findPlace(program, key);
  if (!place) return String(response);
  const {tree, step} = place, fact = own(tree.facts, step.fact);
  if (response === "~none") return findFace(step, fact) === "enter" ? texts.none_entry : texts.none;
  if (step.kind === "action") return texts.ticked_off;
  if (fact?.sensitive) return texts.secret;
  const chosen = (step.options ?? []).filter(({id}) => [response].flat().includes(id));
  if (chosen.length) return chosen.map(({label}) => fillLine(label, showFacts(program, key, shown))).join(", ");
  return fact && parseValue(fact, response) !== null ? nameValue(program, fact, response) : String(response);
}

// Tells whether the words for a response are the guide's, and none that somebody may have put into a link.
export function isOfGuide(program, key, response) {
  const {tree, step} = findPlace(program, key), fact = own(tree.facts, step.fact);
  if (response === "~none" || step.kind === "action" || fact?.sensitive) return true;
  if (step.options?.some(({id}) => [response].flat().includes(id))) return true;
  return Boolean(fact) && fact.type !== "text" && admit(fact, parseValue(fact, response)) !== null;
}
