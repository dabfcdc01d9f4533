// What screens are made of: presses, their keys, and what is said and done.
import {texts} from "./texts.js";
import {el, line} from "./view.js";

export function renderPress(id, label, href, number, current, lang) {
  const chosen = current !== undefined && current === id;
  const attributes = {
    class: id === "~none" ? "option none" : "option", "aria-keyshortcuts": number < 10 && String(number), "aria-current": chosen && "true",
  };
  return renderLinkOrButton(id, href, attributes, renderNumber(number), el("span", {lang}, line(label)), chosen && el("small", {class: "was"}, texts.chosen));
}

export function renderLinkOrButton(id, href, attributes, ...children) {
  return el(href ? "a" : "button", {...attributes, "data-option": id, href, type: href ? null : "button"}, ...children);
}

export function renderNumber(number) {
  return number < 10 ? renderKey(number) : el("kbd", {"aria-hidden": "true", class: "blank"});
}

export function renderKey(name) {
  return el("kbd", {"aria-hidden": "true"}, name);
}

// What to do and what to say look different, and each is named.
export function renderLabelled(name, content) {
  return el("div", {class: name === "say" ? "say" : "do"}, el("p", {class: "label"}, texts[name]), content);
}
