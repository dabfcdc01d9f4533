// The case note: what was found out and done, as lines of plain text for the ticket.
import {isSecret} from "./address.js";
import {walk} from "./engine.js";
import {own} from "./keys.js";
import {texts} from "./texts.js";
import {fillLine, formatValue, parseValue} from "./values.js";

// Gives the lines: the tree's title, then for each step on the path its notes, or else what was asked and responded.
// Nothing about a sensitive fact is ever in them.
export function caseNote(program, state, today) {
  const {path} = walk(program, state, today);
  return [program.trees[program.tree].title, ...path.flatMap((entry) => writeEntry(program, entry))];
}

function writeEntry(program, entry) {
  const {facts, steps} = program.trees[entry.tree], step = steps[entry.step];
  if (isSecret(program, entry.key)) return [];
  const show = (fact) => {
    const value = own(entry.shown, fact);
    return value === undefined ? null : formatValue(facts[fact], value, program.language);
  };
  if (step.kind === "outcome") return step.note || entry.how === "here" ? [fillLine(step.note ?? step.title, show)] : [];
  if (entry.how !== "responded" && entry.how !== "known") return [];
  const chosen = (step.options ?? []).filter(({id}) => [entry.response].flat().includes(id));
  const notes = chosen.filter(({note}) => note).map(({note}) => fillLine(note, show));
  if (notes.length) return notes;
  // What was set or responded before has been told already.
  if (entry.how === "known" && entry.source !== "host" && entry.source !== "link") return [];
  const title = fillLine(step.title, show), said = describeResponse(program, step, facts, chosen, entry, show);
  return [/[\p{P}]$/u.test(title) ? `${title} ${said}` : `${title}: ${said}`];
}

function describeResponse(program, step, facts, chosen, {response}, show) {
  if (response === "~none") return texts.none;
  if (step.kind === "action") return texts.ticked_off;
  if (step.kind === "question") return chosen.map(({label}) => fillLine(label, show)).join(", ");
  return formatValue(facts[step.fact], parseValue(facts[step.fact], response), program.language);
}
