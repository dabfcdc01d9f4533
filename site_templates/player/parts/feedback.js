// "Something wrong or unclear here?": what a rep says of a step goes to the collector, or into an issue or a mail that is opened filled in.
import {FEEDBACK_KINDS, findWay, LONGEST_FEEDBACK, writeFeedback, writeFeedbackAddress} from "../feedback.js";
import {nameStep} from "../names.js";
import {feedbackTexts} from "../texts_feedback.js";
import {fill} from "../filling.js";
import {announce} from "../notice.js";
import {el} from "../view.js";

const PATIENCE = 10000;

export function createPart(aid) {
  const {page, byId, root} = aid, way = findWay(page, navigator.globalPrivacyControl);
  let about = null, panel = null, thanks = null, opener = null, sending = 0;

  aid.onDraw.push((moved) => moved && thanks?.remove());

  return {open, isPossible: way !== null};

  // Opens the form for the step on screen. One that is open keeps its step and its words.
  function open(button) {
    opener = button ?? root.querySelector("[data-do=feedback]");
    if (!panel) {
      about = {key: aid.screen.key, place: aid.place()};
      panel = render();
      thanks?.remove();
      byId("step").after(panel);
      opener.setAttribute("aria-expanded", "true");
    }
    panel.querySelector("input, textarea").focus();
    panel.scrollIntoView({block: "nearest"});
  }

  function close() {
    panel?.remove();
    panel = null;
    sending += 1;
    opener.setAttribute("aria-expanded", "false");
    (opener?.isConnected ? opener : byId("ask")).focus();
  }

  function render() {
    const kinds = FEEDBACK_KINDS.map((kind, index) => el("label", {}, el("input", {type: "radio", name: "feedback-kind", value: kind, checked: index === 0}), feedbackTexts.kinds[kind]));
    const words = el("textarea", {id: "feedback-text", maxlength: String(LONGEST_FEEDBACK), rows: "3", "aria-describedby": "feedback-told feedback-status", autocomplete: "off"});
    const send = way.way === "collector" ? el("button", {class: "go"}, feedbackTexts.send)
      : el("a", {class: "go", href: "#", target: way.way === "issues" && "_blank", rel: "noopener"}, feedbackTexts.open[way.way]);
    const cancel = el("button", {type: "button", class: "go second"}, feedbackTexts.cancel);
    const form = el("form", {method: "dialog", novalidate: true},
      el("fieldset", {}, el("legend", {}, feedbackTexts.what), kinds),
      el("label", {for: "feedback-text", class: "label"}, feedbackTexts.text), words,
      el("p", {class: "quiet", id: "feedback-told"}, tellWhere()),
      el("p", {class: "status", id: "feedback-status", role: "status"}), el("p", {class: "row"}, send, cancel));
    const section = el("section", {class: "feedback", id: "feedback", "aria-labelledby": "feedback-title"},
      el("h2", {id: "feedback-title"}, feedbackTexts.title), el("p", {class: "quiet"}, fill(feedbackTexts.about, {step: `\u2068${nameStep(aid.program, about.key)}\u2069`})), form);
    cancel.addEventListener("click", close);
    section.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    });
    form.addEventListener("submit", submit);
    // A link, since windows that scripts open are blocked in many frames.
    if (send.localName === "a") send.addEventListener("click", follow);
    return section;
  }

  function tellWhere() {
    const {version} = aid.program.trees[about.place.tree];
    return `${fill(feedbackTexts.where[way.way], {place: `\u2068${way.way === "email" ? way.to : readHost(way.to, root.baseURI)}\u2069`})} ${fill(feedbackTexts.with, {version})}`;
  }

  function read() {
    return {kind: panel.querySelector("[name=feedback-kind]:checked").value, text: byId("feedback-text").value.trim()};
  }

  // Gives what is to be sent, or null where there are no words yet.
  function readWords() {
    const said = read();
    if (said.text) return said;
    tell(feedbackTexts.empty);
    byId("feedback-text").focus();
    return null;
  }

  function follow(event) {
    const said = readWords();
    if (!said) return event.preventDefault();
    event.currentTarget.href = writeFeedbackAddress(way, writeFeedback(aid.program, about.key, said, page.source_url));
    aid.tell("feedback", {...about.place, kind: said.kind});
    return tell(feedbackTexts.opened[way.way]);
  }

  // A submit by the Enter key where the way is a link, too.
  function submit(event) {
    event.preventDefault();
    if (way.way !== "collector") return panel.querySelector("a.go").click();
    const said = readWords();
    if (!said || panel.dataset.sending) return undefined;
    const mine = (sending += 1), late = setTimeout(() => settle(null), PATIENCE);
    panel.dataset.sending = "";
    tell(feedbackTexts.sending);
    aid.record("feedback_given", {...about.place, ...said}, (taken) => settle(taken));
    return aid.tell("feedback", {...about.place, kind: said.kind});

    // True where it was taken, false where it was refused, null where nothing was heard yet: then it is kept, and goes out later.
    function settle(taken) {
      clearTimeout(late);
      if (mine !== sending || !panel) return;
      delete panel.dataset.sending;
      if (taken === false) tell(feedbackTexts.refused);
      else finish(taken ? feedbackTexts.sent : feedbackTexts.waits);
    }
  }

  function finish(words) {
    thanks = el("p", {class: "feedback thanks", id: "feedback", tabindex: "-1"}, words);
    panel.replaceWith(thanks);
    panel = null;
    thanks.focus();
    opener.setAttribute("aria-expanded", "false");
    announce(root, words);
  }

  function tell(words) {
    byId("feedback-status").textContent = words;
  }
}

function readHost(address, base) {
  try {
    return new URL(address, base).host || address;
  } catch {
    return address;
  }
}
