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

// Takes away the unit and what groups thousands; either sign may then be the decimal one. Two numbers are not one: "12 34" stays.
function readNumber(entry, unit, language) {
  const digits = entry.replace(/[٠-٩۰-۹０-９]/g, (digit) => String(digit.charCodeAt(0) & 15)).trim();
  const bare = withoutUnit(digits, unit).replace(/^[-−－]\s*/, "-").replace(/^\+\s*/, "");
  const text = bare.replace(/(\d)[\s'’٬](?=\d{3}(?!\d))/g, "$1");
  const decimal = new Intl.NumberFormat(knownLanguage(language)).formatToParts(0.5).find(({type}) => type === "decimal").value;
  const grouped = decimal === "," ? /^-?\d{1,3}(\.\d{3})+(,\d+)?$/ : /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
  const plain = grouped.test(text) ? text.replaceAll(decimal === "," ? "." : ",", "") : text;
  return plain.replace(/^(-?\d*)[.,٫](\d+)$/, "$1.$2").replace(/^(-?)\./, "$10.");
}

// Blanks within a unit and before it do not matter.
function withoutUnit(text, unit) {
  const signs = unit.replace(/\s/g, "");
  if (!text.replace(/\s/g, "").endsWith(signs)) return text;
  let rest = text;
  for (let left = signs.length; left > 0; rest = rest.slice(0, -1)) left -= /\S$/.test(rest) ? 1 : 0;
  return rest.trim();
}
