// Conditions as a rep reads them: "amount > 500 EUR and country = Germany". The signs are the same in every language.
import {fill} from "./filling.js";
import {own} from "./keys.js";
import {expertTexts} from "./texts_expert.js";
import {formatValue} from "./values.js";

const SIGNS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "+": "+", "-": "−", "*": "×", "/": "÷"};
const TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="};
const OPPOSITES = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="};
const DAY = /^\d{4}-\d\d-\d\d$/;
const JOINED = {and: "conjunction", or: "disjunction"};

function makeFormat(type, language) {
  try {
    return new Intl.ListFormat(language, {type});
  } catch {
    return new Intl.ListFormat("en", {type}); // a tag that browsers cannot read
  }
}

// Gives a compiled condition in words; `facts` are those of its tree.
export function tellCondition(node, facts, language) {
  const join = (parts, type) => makeFormat(type, language).format(parts);
  // A label runs as its own language does, and keeps together.
  const apart = (text) => `\u2068${text}\u2069`;
  const nameFact = (name) => apart(own(facts, name)?.label ?? name);

  function tell(node) {
    if (!Array.isArray(node)) return typeof node === "boolean" ? (node ? expertTexts.always : expertTexts.never) : name(node);
    const [operator, ...operands] = node, [left, right] = operands;
    if (operator === "and" || operator === "or") return join(operands.map(bind), JOINED[operator]);
    if (operator === "not") return deny(left);
    if (operator === "known") return fill(expertTexts.known, {what: name(left)});
    if (operator === "in") return within(left, right, "=", expertTexts.includes);
    if (TURNED[operator]) return compare(operator, left, right);
    return operator === "fact" ? `${name(node)} = ${value(true, node)}` : name(node);
  }

  // What is joined within something that is joined stands in brackets.
  function bind(node) {
    return node[0] === "and" || node[0] === "or" ? `(${tell(node)})` : tell(node);
  }

  function deny(node) {
    const [operator, left, right] = Array.isArray(node) ? node : [];
    if (OPPOSITES[operator]) return compare(OPPOSITES[operator], left, right);
    if (operator === "fact") return `${name(node)} = ${value(false, node)}`;
    if (operator === "known") return fill(expertTexts.unknown, {what: name(left)});
    if (operator === "in") return within(left, right, "≠", expertTexts.excludes);
    return operator === "not" ? tell(left) : fill(expertTexts.not, {clause: `(${tell(node)})`});
  }

  function within(one, many, sign, words) {
    if (many[0] !== "list") return fill(words, {what: name(many), value: value(one, many)});
    return `${name(one)} ${sign} ${join(many.slice(1).map((each) => value(each, one)), "disjunction")}`;
  }

  function compare(operator, left, right) {
    const turned = !isFound(left) && isFound(right), [one, other, sign] = turned ? [right, left, TURNED[operator]] : [left, right, operator];
    return `${name(one)} ${SIGNS[sign]} ${value(other, one)}`;
  }

  function isFound(node) {
    return Array.isArray(node) && node.length > 1; // today stands alone
  }

  // A value beside another: with the label and the unit of the fact that it is held to.
  function value(node, beside) {
    const fact = beside?.[0] === "fact" && own(facts, beside[1]);
    if (!fact || Array.isArray(node) || node === null) return name(node);
    return fact.type === "date" && !DAY.test(node) ? name(node) : apart(formatValue(fact, node, language));
  }

  function name(node) {
    if (typeof node === "number") return formatValue({type: "number"}, node, language);
    if (typeof node === "string") return DAY.test(node) ? formatValue({type: "date"}, node, language) : apart(node);
    if (!Array.isArray(node)) return formatValue({type: "yes_no"}, node, language);
    const [operator, ...operands] = node;
    if (operator === "fact") return nameFact(operands[0]);
    if (operands.length === 0) return expertTexts.today;
    if (operator === "list") return join(operands.map((each) => name(each)), "conjunction");
    if (operator === "count") return fill(expertTexts.count, {what: name(operands[0])});
    if (operator === "-" && operands.length === 1) return `−${name(operands[0])}`;
    if (SIGNS[operator] && !TURNED[operator]) return operands.map((each) => (SIGNS[each?.[0]] ? `(${name(each)})` : name(each))).join(` ${SIGNS[operator]} `);
    return TURNED[operator] || ["and", "or", "not", "in", "known"].includes(operator) ? tell(node) : `${operator}(${operands.map(name).join("; ")})`;
  }

  return tell(node);
}
