// The case note: what was found out and done, as lines of plain text for the ticket.
import {isSecret} from "./address.js";
import {walk} from "./engine.js";
import {nameResponse, nameStep, showFacts} from "./names.js";
import {fillLine} from "./values.js";

// Gives the lines: the tree's title, then for each step on the path its notes, or else what was asked and responded.
// Nothing about a sensitive fact is ever in them.
export function caseNote(program, state, today) {
  const {path} = walk(program, state, today);
  return [program.trees[program.tree].title, ...path.flatMap((entry) => writeEntry(program, entry))];
}

function writeEntry(program, {key, tree, step: id, how, source, response, shown = {}}) {
  const step = program.trees[tree].steps[id], show = showFacts(program, key, shown);
  if (isSecret(program, key)) return [];
  if (step.kind === "outcome") return step.note || how === "here" ? [fillLine(step.note ?? step.title, show)] : [];
  if (how !== "responded" && how !== "known") return [];
  const chosen = (step.options ?? []).filter((option) => [response].flat().includes(option.id));
  const notes = chosen.filter(({note}) => note).map(({note}) => fillLine(note, show));
  if (notes.length) return notes;
  // What was set or responded before has been told already.
  if (how === "known" && source !== "host" && source !== "link") return [];
  const title = nameStep(program, key, shown), said = nameResponse(program, key, response, shown);
  return [/[\p{P}]$/u.test(title) ? `${title} ${said}` : `${title}: ${said}`];
}
