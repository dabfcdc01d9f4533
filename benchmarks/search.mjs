// Takes {index, queries}; gives how long the index takes to be made ready, and each query a key at a time, beside a plain scan of the same texts.
import {readFileSync} from "node:fs";
import {createFinder} from "../site_templates/player/finding.js";

const {index, queries} = JSON.parse(readFileSync(0, "utf8"));
const ready = [];
let finder = null;
for (let run = 0; run < 5; run++) ready.push(time(() => { finder = createFinder(index); }));

// The floor: one lower-case text for each entry, and the words looked for in each.
const texts = index.trees.flatMap((tree) => [
  [tree.title, tree.keywords, tree.summary], ...tree.steps.map(([, title, options, words]) => [title, options, words]),
].map((parts) => parts.join(" ").toLowerCase()));
const scan = (query) => texts.filter((text) => query.toLowerCase().split(" ").filter(Boolean).every((word) => text.includes(word))).length;

const keys = queries.flatMap((query) => [...query].map((_, at) => query.slice(0, at + 1)));
for (const key of keys) scan(key), finder.find(key);
const floor = [], found = [];
let missed = 0;
for (const key of keys) {
  floor.push(time(() => scan(key)));
  found.push(time(() => finder.find(key)));
}
for (const query of queries) if (!finder.find(query).total) missed += 1;
process.stdout.write(JSON.stringify({entries: texts.length, ready, floor, found, missed}));

function time(work) {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}
