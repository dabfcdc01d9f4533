// Reads [[condition, facts], …] from standard input and writes each condition in words.
import { readFileSync } from "node:fs";
import { tellCondition } from "../../site_templates/player/telling.js";

const { cases } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(([condition, facts]) => tellCondition(condition, facts, "en").replace(/[\u2068\u2069]/g, ""))));
