// The case note: what was found out and done, as lines of plain text for the ticket.
import {isSecret} from "./address.js";
import {walk} from "./engine.js";
import {nameStep, showFacts} from "./names.js";
import {nameOutcome} from "./outcomes.js";
import {nameResponse} from "./responses.js";
import {fillLine, formatValue} from "./values.js";

const PLACE = /\{(title|date|outcome|contact|version)\}/g;

// Gives the lines: the template's header, for each step on the path its notes or else what was asked and responded, and its footer.
// Nothing about a sensitive fact is ever in them. `template` is the project's {header, line, footer}, `contact` the host's reference.
export function caseNote(program, state, today, {header = "{title}", line = "{line}", footer = ""} = {}, contact = "") {
  const {path} = walk(program, state, today), {title, version, steps} = program.trees[program.tree], last = path.at(-1);
  const end = last.how === "here" && last.tree === program.tree ? steps[last.step].end : undefined;
  const known = {title, version, contact, date: formatValue({type: "date"}, today, program.language), outcome: end ? nameOutcome(end) : ""};
  const fill = (text) => text.split("\n").filter((each) => text && isTold(each, known)).map((each) => each.replace(PLACE, (_, name) => known[name]));
  return [...fill(header.trimEnd()), ...path.flatMap((entry) => writeEntry(program, entry)).map((each) => line.replace("{line}", () => each)), ...fill(footer.trimEnd())];
}

// Gives the lines of a note that the rep may have edited (`text`) with what the path says now (`fresh`) in place of what it said (`before`), in the
// path's order. The rep's own lines stay behind the one they stood behind, or where that is gone, before the next. What the rep deleted stays away.
export function mergeNote(text, before, fresh) {
  const isOfPath = takeFrom(before), isStillSaid = takeFrom(fresh), wasSaid = takeFrom(before);
  const kept = [{own: []}];
  let ahead = [], isCut = false;
  for (const line of text) {
    if (!isOfPath(line)) (isCut ? ahead : kept.at(-1).own).push(line);
    else if (isStillSaid(line)) {
      kept.push({line, ahead, own: []});
      [ahead, isCut] = [[], false];
    } else isCut = true;
  }
  const merge = (line) => {
    if (!wasSaid(line)) return [line];
    const at = kept.findIndex((one) => one.line === line);
    return at < 0 ? [] : kept.splice(at, 1).flatMap((one) => [...one.ahead, line, ...one.own]);
  };
  return [...kept[0].own, ...fresh.flatMap(merge), ...ahead];
}

// Gives a function that takes a line out of a list, and tells whether it was in there.
function takeFrom(lines) {
  const left = [...lines];
  return (line) => left.includes(line) && left.splice(left.indexOf(line), 1).length > 0;
}

// A line that names only what is not known says nothing.
function isTold(line, known) {
  const names = [...line.matchAll(PLACE)].map(([, name]) => name);
  return names.length === 0 || names.some((name) => known[name]);
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
