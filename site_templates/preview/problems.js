// What is wrong: the overlay over the last good page, and the quiet lists in the pane.
import {count, h, sourceLink} from "./dom.js";
import {recall, remember} from "./memory.js";

const ASIDE = "perfsupport-preview-aside";
const GONE = "The file of this page has been renamed or deleted.";
const HEADINGS = {
  kept: "this is the last good page", missing: "nothing can be shown yet", broken: "this page cannot be made", shown: "a build would stop", gone: "this page is gone",
};

// Gives {element, alert, show(told), isOpen(), putAside(), bringBack()}. `turned(open)` hears whenever it opens or closes.
export function createOverlay(turned) {
  const title = h("h2", {id: "overlay-title"}), list = h("ol", {});
  const alert = h("p", {class: "unseen", role: "alert"});
  const button = h("button", {type: "button", "aria-keyshortcuts": "Escape", click: putAside}, "Put aside ", h("kbd", {"aria-hidden": "true"}, "Esc"));
  const element = h("section", {class: "overlay", "aria-labelledby": "overlay-title", hidden: true}, h("header", {}, title, button), list);
  let shown = "";

  // `isOpen` tells whether there is a page of the site below.
  function show(told, isOpen) {
    const errors = told.errors ?? [], failure = told.failure || (isOpen && told.status === "gone" && GONE);
    const key = errors.length || failure ? JSON.stringify([errors, failure]) : "";
    if (key === shown) return;
    shown = key;
    const number = errors.length + (told.more ?? 0);
    title.textContent = `${number ? count(number, "error") : "Something is wrong"}: ${HEADINGS[told.status] ?? "this is the last good page"}`;
    list.replaceChildren(...(failure ? [h("li", {}, h("p", {class: "cause"}, failure), h("p", {}, h("a", {href: "/"}, "All job aids of this project")))] : []), ...errors.map((error) => drawFinding(error, told.editor)),
      ...(told.more ? [h("li", {}, `… and ${told.more} more.`)] : []));
    alert.textContent = key ? `${title.textContent}. ${failure || `${errors[0].cause} ${errors[0].remedy}`}` : "";
    element.hidden = !key || recall(ASIDE) === key;
    if (!key) remember(ASIDE, "");
    turned(!element.hidden);
  }

  function putAside() {
    element.hidden = true;
    remember(ASIDE, shown);
    turned(false);
  }

  function bringBack() {
    element.hidden = !shown;
    remember(ASIDE, "");
    turned(!element.hidden);
    button.focus();
  }

  return {element, alert, show, putAside, bringBack, isOpen: () => !element.hidden, hasErrors: () => Boolean(shown)};
}

export function drawFinding(finding, editor) {
  return h("li", {class: `finding ${finding.severity}`},
    h("p", {class: "where"}, sourceLink(editor, finding.path, finding.line, finding.column), h("span", {class: "code"}, `${finding.severity} ${finding.code}`)),
    h("p", {class: "cause"}, finding.cause),
    finding.text && h("pre", {tabindex: "0", role: "group", "aria-label": `Line ${finding.line}`}, `${finding.text}\n`, h("span", {class: "carets", "aria-hidden": "true"}, finding.carets)),
    h("p", {class: "remedy"}, finding.remedy));
}

export function drawOthers(others, editor) {
  return others.map(({path, line, page, count: number, cause}) => h("li", {},
    h("p", {class: "where"}, sourceLink(editor, path, line), page && h("a", {href: `/${page}`}, "Open the page")),
    h("p", {}, `${count(number, "error")}: ${cause}`)));
}
