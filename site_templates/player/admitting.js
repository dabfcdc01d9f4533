// What a page around the aid says, held to what the aid takes. No page in here.
import {own} from "./keys.js";
import {admit, parseValue, writeValue} from "./values.js";

const MOST_FACTS = 200;
const LONGEST_TEXT = 2000;
const LONGEST_REFERENCE = 500;
const CHOICES = {theme: ["auto", "light", "dark"], mode: ["live", "practice"]};

// Gives the facts that a host may say, by id, as it should know them. The page's own tree tells, where a subtree has the same fact.
export function listAccepted(program) {
  const accepted = {};
  for (const {facts} of orderTrees(program)) {
    for (const [id, {type, label, options, unit, pattern, min, max, sensitive, sources}] of Object.entries(facts)) {
      if (sources?.includes("host") && !own(accepted, id)) accepted[id] = {type, label, options, unit, pattern, min, max, sensitive};
    }
  }
  return accepted;
}

// Gives {context, errors} of a payload: what it says that counts, facts as the state holds them, and what is wrong with the rest.
// `references` are those that the project takes: contact, rep. A payload without facts says nothing about them.
export function readContext(program, references, payload) {
  const context = {}, errors = [];
  const complain = (field, what) => errors.push({code: "wrong_field", field, message: `${field} ${what}.`});
  if (payload.facts !== undefined) context.facts = readFacts(program, payload.facts, errors);
  for (const field of ["contact", "rep"]) {
    const value = payload[field] ?? undefined;
    if (value !== undefined && !isReference(value)) complain(field, `has to be text of at most ${LONGEST_REFERENCE} characters`);
    else if (payload[field] !== undefined && references.includes(field)) context[field] = value || undefined;
  }
  for (const [field, values] of Object.entries(CHOICES)) {
    if (values.includes(payload[field])) context[field] = payload[field];
    else if ((payload[field] ?? undefined) !== undefined) complain(field, `has to be one of ${values.join(", ")}`);
  }
  if (typeof payload.language === "string" && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(payload.language)) context.language = payload.language;
  else if ((payload.language ?? undefined) !== undefined) complain("language", "has to be a language tag, such as en or pt-BR");
  return {context, errors};
}

function readFacts(program, facts, errors) {
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) {
    errors.push({code: "wrong_field", field: "facts", message: "facts has to be an object: fact ids with their values."});
    return {};
  }
  const said = Object.entries(facts), known = [];
  if (said.length > MOST_FACTS) errors.push({code: "too_much", field: "facts", message: `Only ${MOST_FACTS} facts are read.`});
  for (const [fact, value] of said.slice(0, MOST_FACTS)) {
    const text = writeKnown(value), problem = value === null ? null : findFault(program, fact, text);
    if (problem) errors.push({code: problem[0], fact, message: problem[1]});
    else if (value !== null) known.push([fact, text]);
  }
  return Object.fromEntries(known);
}

// Gives [code, sentence], or nothing where one of the trees takes the fact with this value.
function findFault(program, id, text) {
  const declared = orderTrees(program).map(({facts}) => own(facts, id)).filter(Boolean);
  const open = declared.filter(({sources}) => sources?.includes("host"));
  if (!declared.length) return ["unknown_fact", `No fact is called ${id.slice(0, 64)}.`];
  if (!open.length) return ["not_from_host", `The tree does not take ${id} from a host: it would have to say "from: host".`];
  if (text !== null && open.some((fact) => admit(fact, parseValue(fact, text)) !== null)) return undefined;
  return ["wrong_value", `The value of ${id} is none of its type ${open[0].type}, or not within its limits.`];
}

// Gives a value of JSON as the state holds it, text or a list of texts; null for anything else.
function writeKnown(value) {
  if (Array.isArray(value)) return value.length <= MOST_FACTS && value.every(isPlain) ? value.map((one) => String(writeValue(one))) : null;
  return isPlain(value) || typeof value === "boolean" ? writeValue(value) : null;
}

function isPlain(value) {
  return (typeof value === "string" && value.length <= LONGEST_TEXT) || (typeof value === "number" && Number.isFinite(value));
}

function isReference(value) {
  return typeof value === "string" && value.length <= LONGEST_REFERENCE && !/\0|\p{Surrogate}/u.test(value);
}

function orderTrees({tree, trees}) {
  return [trees[tree], ...Object.values(trees).filter((other) => other !== trees[tree])];
}
