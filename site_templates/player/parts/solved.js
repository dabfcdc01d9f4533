// "Did this solve it?" at an outcome, where the tree asks: one press, which can be taken back until the rep goes on.
import {solvedTexts} from "../texts_solved.js";
import {announce} from "../notice.js";
import {el} from "../view.js";

const ANSWERS = ["yes", "partly", "no"];

export function createPart(aid) {
  const {record, byId} = aid;
  let asked = null, place = null, answer = null, section = null;

  aid.onDraw.push(draw);
  aid.leaving?.push(tell);
  return {draw};

  // One arrival is one question: a response that was looked at and kept brings the rep back to the same one.
  function draw() {
    const {screen, run, editing} = aid, arrival = JSON.stringify([aid.case, screen.key, aid.state.responses]);
    if (editing !== null) return;
    if (arrival !== asked) {
      tell();
      [asked, answer] = [arrival, null];
    }
    if (run.outcome !== null && screen.step.ask_solved) {
      place = aid.place();
      show();
    }
  }

  // What was said is told once the rep goes on or the page is left.
  function tell() {
    if (answer && place) record("solved_answered", {...place, solved: answer});
    if (answer) place = null;
  }

  function show() {
    section = el("div", {class: "solved", id: "solved", role: "group", "aria-labelledby": "solved-title"}, ...(answer ? renderAnswer() : renderChoice()));
    (byId("solved") ?? byId("step").appendChild(el("div", {}))).replaceWith(section);
  }

  function renderChoice() {
    const press = (name, index) => {
      const button = el("button", {type: "button", class: "option", "aria-keyshortcuts": String(index + 1)}, el("kbd", {"aria-hidden": "true"}, index + 1), solvedTexts[name]);
      button.addEventListener("click", () => say(name));
      return button;
    };
    return [el("p", {class: "label", id: "solved-title"}, solvedTexts.ask), el("div", {class: "row"}, ANSWERS.map(press))];
  }

  function renderAnswer() {
    const undo = el("button", {type: "button", class: "text-button"}, solvedTexts.undo);
    undo.addEventListener("click", () => say(null));
    return [el("p", {class: "label", id: "solved-title"}, solvedTexts.ask), el("p", {class: "row"}, el("b", {}, solvedTexts[answer]), place ? undo : null)];
  }

  function say(name) {
    answer = name;
    show();
    section.querySelector("button").focus();
    announce(aid.root, name ? `${solvedTexts.said} ${solvedTexts[name]}.` : solvedTexts.ask);
  }
}
