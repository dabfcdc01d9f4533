// Answers one JSON line with another: {index} is taken in, {query, options} gives what is found.
import {createInterface} from "node:readline";
import * as finding from "../../site_templates/player/finding.js";

let finder = null;

for await (const line of createInterface({input: process.stdin})) {
  const request = JSON.parse(line);
  let reply;
  try {
    if (request.index) reply = {value: Boolean(finder = finding.createFinder(request.index))};
    else if (request.call) reply = {value: finding[request.call](...request.arguments)};
    else reply = {value: finder.find(request.query, request.options)};
  } catch (error) {
    reply = {error: error.stack};
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
