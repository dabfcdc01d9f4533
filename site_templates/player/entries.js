// What the rep types, as values of facts.
import {entryTexts} from "./texts_faces.js";
import {fill, knownLanguage} from "./filling.js";
import {findProblem, formatValue, parseValue, writeNumber} from "./values.js";

// Gives {value} in canonical form, or {problem, limit, error}: why not, its limit if it has one, and a sentence for the rep.
export function checkEntry(fact, entry, language) {
  const written = fact.type === "number" ? readNumber(entry, fact.unit ?? "", language) : Array.isArray(entry) ? entry : entry.trim();
  const value = parseValue(fact, written);
  const found = written === "" ? {problem: "empty"} : fact.type === "many" ? value === null && {problem: "many"} : findProblem(fact, value);
  if (!found) return {value: fact.type === "number" ? writeNumber(value) : written};
  const limit = found.limit === undefined ? "" : formatValue(fact, found.limit, language);
  return {...found, error: fill(entryTexts[found.problem === "pattern" && limit ? "like" : found.problem], {limit})};
}

// Takes away spaces, the unit and what groups thousands in the language; either sign may then be the decimal one.
function readNumber(entry, unit, language) {
  const bare = entry.replace(/\s|['’]/g, "").replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15)).replace("−", "-").replace(/^\+/, "");
  const text = unit && bare.endsWith(unit.replace(/\s/g, "")) ? bare.slice(0, -unit.replace(/\s/g, "").length) : bare;
  const decimal = new Intl.NumberFormat(knownLanguage(language)).formatToParts(0.5).find(({type}) => type === "decimal").value;
  const grouped = decimal === "," ? /^-?\d{1,3}(\.\d{3})+(,\d+)?$/ : /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
  const plain = grouped.test(text) ? text.replaceAll(decimal === "," ? "." : ",", "") : text;
  return plain.replace(/^(-?\d*)[.,٫](\d+)$/, "$1.$2").replace(/^(-?)\./, "$10.");
}
