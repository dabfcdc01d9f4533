// Records one event of each type, with the fields that the player gives, and prints what the tracker made of them.
import {createTracker} from "../../site_templates/player/tracker.js";
import {makeWindow, PROGRAM} from "./fakes.mjs";

const STEP = {tree: "identity", step: "code", within: "identity~2"};
const win = makeWindow();
const page = {tree: "till", mode: "preview", language: "pt-BR", host: "https://crm.example:8443", contact: "C 1", rep: "R 1"};
const tracker = createTracker({page, program: PROGRAM, sinks: {dom: win.document}, window: win, now: () => win.clock});
const samples = {
  session_started: {entry: "reload"},
  step_viewed: {...STEP, direction: "jump"},
  option_chosen: {...STEP, option: "a,über-50", target: "paid"},
  fact_entered: {tree: "till", step: "amount", fact: "amount", value: "600.5", target: "paid"},
  stepped_back: {...STEP, target: "channel"},
  response_changed: {...STEP, option: undefined, target: undefined, dropped: 2},
  none_fitted: {...STEP, target: "ask_supervisor"},
  help_opened: {...STEP, section: "why"},
  outcome_reached: {...STEP, outcome: "resolved"},
  solved_answered: {...STEP, solved: "yes"},
  note_copied: STEP,
  feedback_given: {...STEP, kind: "wrong", text: "It is\nwrong."},
  searched: {hits: 3, words: "card declined"},
  restarted: STEP,
};
for (const [type, fields] of Object.entries(samples)) tracker.record(type, fields);
win.hide();
win.show();
console.log(JSON.stringify(win.heard));
