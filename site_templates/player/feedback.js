// What a rep says of a step, as an issue or a mail: told by ids and the author's own words, never by what is known of the case.
import {findPlace} from "./keys.js";
import {feedbackTexts} from "./texts_feedback.js";
import {fillLine} from "./values.js";

export const FEEDBACK_KINDS = ["wrong", "unclear", "missing", "other"];
export const LONGEST_FEEDBACK = 500;

// Gives where feedback goes: {way: "collector" | "issues" | "email", to}, or null where it goes nowhere. Where a collector exists it
// takes that way or none, so that what a rep wrote is never in an address.
export function findWay({tracking = {}, feedback = {}}, isPrivate) {
  if (tracking.collector) return isPrivate ? null : {way: "collector", to: tracking.collector};
  const way = ["issues", "email"].find((name) => feedback[name]);
  return way ? {way, to: feedback[way]} : null;
}

// Gives {title, body} of what is said of the step that a key names. Facts that its title shows stand there by their names.
export function writeFeedback(program, key, {kind, text}, sourceUrl) {
  const {tree, treeId, step, parts} = findPlace(program, key), id = parts.at(-1).id;
  const title = fillLine(step.title, (fact) => `((${fact}))`);
  const lines = [
    feedbackTexts.kinds[kind], text, "",
    `${feedbackTexts.tree}: ${tree.title} (${treeId})`, `${feedbackTexts.step}: ${title} (${id})`,
    `${feedbackTexts.version}: ${tree.version}`, `${feedbackTexts.file}: ${tree.path}${step.line ? `:${step.line}` : ""}`,
    sourceUrl && sourceUrl.replace("{path}", encodeURI(tree.path)).replace("{line}", step.line),
  ];
  return {title: `${tree.title}: ${title}`, body: lines.filter((line) => line !== undefined && line !== null).join("\n")};
}

// Gives the address that opens an issue or a mail with this in it.
export function writeFeedbackAddress({way, to}, {title, body}) {
  const subject = encodeFeedback(title), text = encodeFeedback(way === "email" ? body.replaceAll("\n", "\r\n") : body);
  return way === "email" ? `mailto:${to}?subject=${subject}&body=${text}` : to.replace("{title}", () => subject).replace("{body}", () => text);
}

function encodeFeedback(text) {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
}
