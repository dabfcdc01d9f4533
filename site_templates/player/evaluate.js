// Evaluates compiled expressions; the twin of perfsupport/expressions/evaluator.py, held to it by shared cases.
// docs/reference/conditions.md says what each operator means. Facts are trusted to have values of their type.

const LONGEST_TEXT = 10000;
const DAY_LENGTH = 864e5;

// Date.parse reads more than ISO dates, and some engines make March of 30 February: the way back tells.
export function isDate(text) {
  return moveDate(text, 0) === text;
}

function moveDate(text, days) {
  const date = new Date(Date.parse(text) + days * DAY_LENGTH);
  const iso = Number.isInteger(days) && date >= Date.parse("0001-01-01") ? date.toISOString() : "";
  return iso.length === 24 ? iso.slice(0, 10) : null;
}

// Half away from zero on the shortest decimal text, as a person would: 1.005 to two places is 1.01.
function roundNumber(number, places) {
  const [digits, power] = Math.abs(number).toExponential().split("e");
  const written = digits.replace(".", "");
  const kept = Number(power) + 1 + places;
  if (kept >= written.length) return number;
  if (kept < 0) return 0;
  const rounded = BigInt(written.slice(0, kept)) + (written[kept] >= "5" ? 1n : 0n);
  return Math.sign(number) * Number(rounded + "e-" + places);
}

const OPERATORS = {
  "not": (value) => !value,
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right, // ISO dates are in the order of their text
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "in": (value, values) => values.includes(value),
  "+": (left, right) => typeof left === typeof right ? left + right
    : typeof left === "string" ? moveDate(left, right) : moveDate(right, left),
  "-": (left, right) => typeof left === "number" ? left - right
    : typeof right === "number" ? moveDate(left, -right) : (Date.parse(left) - Date.parse(right)) / DAY_LENGTH,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "round": roundNumber,
  "floor": Math.floor,
  "ceil": Math.ceil,
  "abs": Math.abs,
  "min": (...values) => values.reduce((least, value) => value < least ? value : least),
  "max": (...values) => values.reduce((most, value) => value > most ? value : most),
  "count": (values) => values.length
};

function settle(value) {
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null; // + 0: never -0
  return typeof value === "string" && value.length > LONGEST_TEXT ? null : value ?? null;
}

// Returns the value of a compiled expression; lookup gives a fact's value or null, today is an ISO date.
export function evaluate(expression, lookup, today) {
  if (!Array.isArray(expression)) return settle(expression);
  const [operator, ...operands] = expression;
  if (operator === "fact") return settle(lookup(operands[0]));
  if (operator === "today") return today;
  if (operator === "list") return operands;
  const values = operands.map((operand) => evaluate(operand, lookup, today));
  if (operator === "known") return values[0] !== null;
  if (operator === "and" || operator === "or") {
    const deciding = operator === "or";
    return values.includes(deciding) ? deciding : values.includes(null) ? null : !deciding;
  }
  return values.includes(null) ? null : settle(OPERATORS[operator](...values));
}
