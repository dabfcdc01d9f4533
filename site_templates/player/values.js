// Values of facts: from text and to it, as the program means it and as a rep reads it.
import {isDate} from "./evaluate.js";
import {knownLanguage} from "./filling.js";
import {texts} from "./texts.js";

const NUMBER = /^-?\d{1,400}(\.\d{1,400})?$/;

// Gives the value that a canonical text stands for, or null where it is none of the fact's type.
export function parseValue(fact, response) {
  if (fact.type === "many") return pickValues(fact, [response].flat());
  if (typeof response !== "string") return null;
  if (fact.type === "number") return NUMBER.test(response) && Number.isFinite(Number(response)) ? Number(response) + 0 : null;
  if (fact.type === "yes_no") return response === "yes" || (response === "no" ? false : null);
  if (fact.type === "date") return isDate(response) ? response : null;
  return response || null;
}

// Gives a typed value as the fact holds it, or null where it does not satisfy type, options, limits or pattern.
export function admit(fact, value) {
  if (fact.type === "many") return Array.isArray(value) ? pickValues(fact, value) : null;
  return findProblem(fact, value) ? null : value;
}

// Gives what keeps a fact from holding a value, {problem, limit}, or null.
export function findProblem(fact, value) {
  const type = {number: "number", yes_no: "boolean"}[fact.type] ?? "string";
  if (typeof value !== type || value === "" || (type === "number" && !Number.isFinite(value))) return {problem: fact.type};
  if (fact.type === "choice" && !fact.options.some(([option]) => option === value)) return {problem: "choice"};
  if (fact.type === "date" && !isDate(value)) return {problem: "date"};
  if (fact.type === "text") return matches(fact.pattern, value) ? null : {problem: "pattern", limit: fact.example};
  if (fact.type !== "number" && fact.type !== "date") return null;
  const [least, most] = fact.type === "date" ? ["earliest", "latest"] : ["min", "max"];
  if (fact.min !== undefined && value < fact.min) return {problem: least, limit: fact.min};
  return fact.max !== undefined && value > fact.max ? {problem: most, limit: fact.max} : null;
}

// One at least, none twice, all of them the fact's; in the order of the fact's options.
function pickValues(fact, values) {
  const chosen = fact.options.map(([value]) => value).filter((value) => values.includes(value));
  return chosen.length && chosen.length === values.length ? chosen : null;
}

// A pattern that cannot be read admits everything, so that no rep is stuck before it.
function matches(pattern, text) {
  for (const flags of pattern === undefined ? [] : ["u", ""]) {
    try {
      return new RegExp(`^(?:${pattern})$`, flags).test(text);
    } catch {
      continue; // Python knows escapes that the stricter flag does not
    }
  }
  return true;
}

// Gives a value as text in canonical form, a list of texts for many.
export function writeValue(value) {
  if (typeof value === "number") return writeNumber(value);
  return typeof value === "boolean" ? (value ? "yes" : "no") : value;
}

// Numbers are plain decimals: JavaScript's own text has an exponent from 1e21 up and below 1e-6.
export function writeNumber(number) {
  const [digits, exponent] = String(number).split("e");
  if (exponent === undefined) return digits;
  const written = digits.replace(/[-.]/g, ""), point = Number(exponent) + 1;
  const plain = point > 0 ? written.padEnd(point, "0") : `0.${"0".repeat(-point)}${written}`;
  return number < 0 ? `-${plain}` : plain;
}

// What the rep reads

// Gives a value as the rep reads it: in the language's way, the unit behind it.
export function formatValue(fact, value, language) {
  const locale = knownLanguage(language), label = (one) => fact.options.find(([option]) => option === one)?.[1] ?? one;
  if (fact.type === "number") {
    const number = new Intl.NumberFormat(locale, {maximumFractionDigits: 20}).format(value);
    return fact.unit ? `${number}\u00a0${fact.unit}` : number;
  }
  if (fact.type === "date") return new Intl.DateTimeFormat(locale, {dateStyle: "long", timeZone: "UTC"}).format(new Date(`${value}T00:00:00Z`));
  if (fact.type === "yes_no") return value ? texts.yes : texts.no;
  if (fact.type === "many") return new Intl.ListFormat(locale).format([value].flat().map(label));
  return fact.type === "choice" ? label(value) : value;
}

// Gives a line as text; `show` gives the text of a fact, or null where it is not known.
export function fillLine(line, show) {
  return typeof line === "string" ? line : line.map((part) => (typeof part === "string" ? part : show(part[0]) ?? "…")).join("");
}
