// Draws what not every first step has: picks, entries, checklists, media, tips, contacts and links. components/step.html.j2 writes the same.
import {renderKey, renderLabelled, renderLinkOrButton, renderNumber, renderPress} from "./blocks.js";
import {texts} from "./texts.js";
import {el, line, prose} from "./view.js";

const CONTACT_KEYS = ["phone", "email", "chat", "url"];

export function renderPick(screen, current) {
  const ticked = Array.isArray(current) ? current : [];
  const boxes = screen.offered.map(({id, label, lang, exclusive}, index) => el("label", {class: "option"}, renderNumber(index + 1),
    el("input", {type: "checkbox", value: id, autocomplete: "off", "aria-keyshortcuts": index < 9 && String(index + 1), "data-exclusive": exclusive, checked: ticked.includes(id)}), el("span", {lang}, line(label))));
  return el("form", {class: "entry", method: "dialog", novalidate: true, "data-form": "pick"},
    el("div", {class: "options", role: "group", "aria-labelledby": "ask", "aria-describedby": "error"}, boxes,
      screen.none && renderPress("~none", texts.none, screen.none.href, 0, current)),
    renderSubmit(texts.next));
}

export function renderEntry(screen, current) {
  const {fact} = screen, number = fact.type === "number", date = fact.type === "date";
  const field = el("input", {
    id: "entry", class: (number || date) && "short", type: date ? "date" : "text", inputmode: number && "decimal", autocomplete: "off",
    spellcheck: !date && "false", "aria-describedby": number ? "unit error" : "error", value: typeof current === "string" && current !== "~none" && current,
  });
  return el("form", {class: "entry", method: "dialog", novalidate: true, "data-form": "enter"},
    el("div", {class: "field"}, el("label", {for: "entry", lang: fact.lang}, fact.label),
      el("div", {class: "box"}, field, number && fact.unit && el("span", {id: "unit"}, fact.unit))),
    renderSubmit(texts.next, screen.none && renderLinkOrButton("~none", screen.none.href, {class: "go second"}, texts.none_entry)));
}

function renderSubmit(label, beside) {
  const press = el("button", {class: "go"}, label, renderKey("↵"));
  return [el("p", {class: "error", id: "error", hidden: true}), el("p", {class: "row"}, press, beside)];
}

export function renderChecklist({step}) {
  const {manner} = step;
  const lines = step.do.map((item, index) => el("li", {},
    el("label", {class: "tick"}, renderNumber(index + 1), el("input", {type: "checkbox", autocomplete: "off", "aria-keyshortcuts": index < 9 && String(index + 1)}), prose(item))));
  return el("form", {class: "entry", method: "dialog", novalidate: true, "data-form": "tick", "data-all": step.confirm_all || manner, "data-manner": manner},
    renderLabelled(manner ?? "do", el("ol", {class: "checklist"}, lines)), renderSubmit(texts.done));
}

export function renderMedia(items, language) {
  return el("div", {class: "media"}, items.map((item) => el("figure", {}, renderFilm({lang: language, ...item}))));
}

function renderFilm({file, kind, alt, captions, lang}) {
  const src = findMedia(file);
  if (kind === "image") return el("a", {href: src, target: "_blank", rel: "noopener", "data-help": "media"}, el("img", {src, alt}));
  const track = captions && el("track", {kind: "captions", src: findMedia(captions), srclang: lang, label: nameLanguage(lang), default: true});
  return el(kind, {src, controls: true, preload: "none", "aria-label": alt, "data-help": "media", crossorigin: src.includes("//") && "anonymous"}, kind === "video" && track);
}

// What a language calls itself, as the page's own switch has it: "Deutsch".
function nameLanguage(tag) {
  const name = new Intl.DisplayNames([tag], {type: "language"}).of(tag);
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

// In a page of somebody else's, and where all is in one file, the program says itself where its media lie.
function findMedia(file) {
  return /^data:|\/\//.test(file) ? file : `media/${file}`;
}

export function renderTips(tips) {
  return tips.map(renderTip);
}

function renderTip({text, by, on}) {
  const named = by || on ? el("cite", {}, by, by && on && ", ", on && el("time", {datetime: on}, on)) : null;
  return el("div", {class: "tip"}, prose(text), named);
}

export function renderLinks(links) {
  return el("ul", {class: "links"}, links.map(({text, url}) => el("li", {}, renderLink(text, url, {"data-help": "links"}))));
}

function renderLink(text, url, attributes = {}) {
  const apart = /^(mailto|tel):/.test(url) ? {} : {target: "_blank", rel: "noopener"};
  return el("a", {href: url, ...attributes, ...apart}, text);
}

export function renderContact(contact) {
  const ways = CONTACT_KEYS.filter((key) => contact[key]).map((key) => el("li", {}, renderWay(key, contact[key])));
  return el("div", {class: "contact"}, el("p", {}, el("b", {}, contact.name), contact.hours && [" ", el("span", {class: "quiet"}, contact.hours)]),
    ways.length > 0 && el("ul", {}, ways));
}

function renderWay(key, value) {
  if (key === "phone") return renderLink(value, `tel:${value.replaceAll(" ", "")}`);
  if (key === "email") return renderLink(value, `mailto:${value}`);
  return /^https?:\/\//.test(value) ? renderLink(value.replace(/^https?:\/\/|\/+$/g, ""), value) : value;
}
