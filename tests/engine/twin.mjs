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
import * as keys from "../../site_templates/player/keys.js";
import * as seen from "../../site_templates/player/seen.js";
import * as values from "../../site_templates/player/values.js";

// Gives {state, run} with a response at a key, on the screen or earlier, as the page does when the rep presses.
function respond(program, state, key, response, today) {
  const asked = keys.translate(program, state), next = {...asked, responses: {...asked.responses, [key]: response}};
  const run = engine.walk(program, next, today);
  return {state: engine.withoutResponses(next, run.dropped), run};
}

const functions = {respond, nameDropped, ...engine, ...address, ...casenote, ...columns, ...keys, ...links, ...values, ...entries, ...feedback, ...seen, updateSeen: (tree, record, ids) => seen.updateRecord(tree, record, new Set(ids)), ...admitting};
let program = null;

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
