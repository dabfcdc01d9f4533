// Answers one JSON line with another: {program, call, arguments} with what the player's own function gives.
import {createInterface} from "node:readline";
import * as admitting from "../../site_templates/player/admitting.js";
import * as address from "../../site_templates/player/address.js";
import * as casenote from "../../site_templates/player/casenote.js";
import * as columns from "../../site_templates/player/columns.js";
import * as entries from "../../site_templates/player/entries.js";
import * as engine from "../../site_templates/player/engine.js";
import * as feedback from "../../site_templates/player/feedback.js";
import * as links from "../../site_templates/player/links.js";
import {nameDropped} from "../../site_templates/player/screen.js";
import {back} from "../../site_templates/player/returning.js";
import * as keys from "../../site_templates/player/keys.js";
import * as seen from "../../site_templates/player/seen.js";
import {findUnasked} from "../../site_templates/player/unasked.js";
import * as values from "../../site_templates/player/values.js";

// Gives {state, run} with a response at a key, on the screen or earlier, as the page does when the rep presses: on the screen
// the walk goes on from there, and from the walk that went on before it.
function respond(program, state, key, response, today) {
  const asked = keys.translate(program, state), next = {...asked, responses: {...asked.responses, [key]: response}};
  const before = latest.of === nameState(program, state, today) ? latest.run : engine.walk(program, state, today);
  const asks = before.path.at(-1).key === key && !before.trouble && before.outcome === null;
  const was = JSON.stringify(before), run = (asks && before.goOn?.(response, today)) || engine.walk(program, next, today), left = engine.withoutResponses(next, run.dropped);
  if (JSON.stringify(before) !== was) throw Error("the run before has changed");
  latest = {of: nameState(program, left, today), run};
  return {state: left, run};
}

const nameState = (...parts) => JSON.stringify(parts);

const unasked = (program, state, today) => findUnasked(program, state, engine.walk(program, state, today), today);
const functions = {respond, unasked, back, nameDropped, ...engine, ...address, ...casenote, ...columns, ...keys, ...links, ...values, ...entries, ...feedback, ...seen, updateSeen: (tree, record, ids) => seen.updateRecord(tree, record, new Set(ids)), ...admitting};
let program = null, latest = {};

for await (const line of createInterface({input: process.stdin})) {
  const request = JSON.parse(line);
  let reply;
  try {
    if (request.call === "load") program = request.program;
    const given = request.with_program ? [program, ...request.arguments] : request.arguments;
    reply = {value: request.call === "load" ? null : functions[request.call](...given) ?? null};
  } catch (error) {
    reply = {error: error.stack};
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
