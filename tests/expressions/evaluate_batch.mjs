// Reads [[expression, facts, today], …] from standard input and writes the list of results.
import { readFileSync } from "node:fs";
import { evaluate, isDate } from "../../site_templates/player/evaluate.js";

const { cases = [], dates = [] } = JSON.parse(readFileSync(0, "utf8"));
const results = cases.map(([expression, facts, today]) => evaluate(expression, (name) => facts[name], today));
console.log(JSON.stringify({ results, dates: dates.map(isDate) }));
