// An aid in the shadow root of another page's element: embed.js brings the aid's own page, and this plays it there.
import {mount} from "./aid.js";
import {complete} from "./columns.js";
import {loadScript, ownScript} from "./loading.js";
import {createMemory} from "./memory.js";
import {say} from "./notice.js";
import {texts} from "./texts.js";
import {elementTexts} from "./texts_element.js";

// Which texts of a program are addresses, and what stands before them: links of steps, files of media.
const LINKED = {url: () => "./", file: ({alt}) => alt !== undefined && "media/", captions: () => "media/"};
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea";
const PRESSES = "a, button, summary, input";
const PRESSING = /^(Enter| )$/;
const FOR_THE_PAGE = /^(Escape|Tab|F\d+)$/;
const TEXT_OF_PROSE = /(<(?:a|img)\b[^>]*? (?:href|src)=")([^"]*)/g;

// The browser's own Back belongs to the page around.
texts.restarted = elementTexts.restarted;
if (ownScript) ownScript.perfsupport = playElement;

// Plays the page `aid` from `address` in `root`, from the place that `fragment` tells; `hear(type, payload)` gets what the aid says.
// Gives {say(type, payload), leave()}.
async function playElement({root, aid, address, fragment, hear}) {
  const page = JSON.parse(aid.getElementById("perfsupport-page").textContent);
  putStyle(root, playElement.style);
  const around = adopt(aid, address);
  root.append(around);
  if (![...page.hosts, address.origin].includes(window.origin)) {
    say(root, texts.not_here);
    hear("error", {code: "not_allowed", message: `${window.origin} is not among the hosts of this site.`});
    return null;
  }
  const channel = createChannel(hear), surroundings = {...createMemory({channel, fragment}), adapt: adaptStyle};
  const played = mount({root: createRoot(root, around), page, program: loadProgram(page, address), surroundings});
  // Behind the aid's own ears, which say what it has taken, and not behind its program: a rep types before that has come.
  keepKeys(around);
  try {
    await played;
  } catch (error) {
    say(root, texts.not_loaded);
    throw error;
  }
  return {say: channel.say, leave: surroundings.leave};
}

async function loadProgram(page, address) {
  const program = page.program ?? (await loadScript(new URL(page.program_url, address).href)).program;
  return resolveLinks(complete(program), address);
}

// The element's root stays where another aid takes the place of this one. What this one hears and finds is its own alone, and goes with it.
function createRoot(root, around) {
  const ours = {
    firstElementChild: around, getElementById: (id) => around.querySelector(`[id="${id}"]`),
    ...Object.fromEntries(["querySelector", "querySelectorAll", "addEventListener"].map((name) => [name, around[name].bind(around)])),
  };
  const get = (target, name) => ours[name] ?? (typeof target[name] === "function" ? target[name].bind(target) : target[name]);
  return new Proxy(root, {get, set: (target, name, value) => Reflect.set(target, name, value)});
}

// The page around is told of keys as if the element itself had them, and not the field in it: its own shortcuts would heed what a rep types, a digit
// that has only just moved the focus into the field among it. What the aid has taken is nobody else's either, nor what presses a button of its own.
// Escape and Tab that it leaves alone are.
function keepKeys(around) {
  const down = new Set(); // keys that are held down and ours
  const isOurs = ({key, ctrlKey, metaKey, target, defaultPrevented}) => defaultPrevented || (!ctrlKey && !metaKey && !FOR_THE_PAGE.test(key)
    && ([target, target.getRootNode().activeElement].some((element) => element?.matches(FIELDS)) || (PRESSING.test(key) && target.closest(PRESSES))));
  const keep = (event) => {
    if (event.type === "keydown") down[isOurs(event) ? "add" : "delete"](event.code);
    if (down.has(event.code)) event.stopPropagation();
  };
  for (const type of ["keydown", "keypress", "keyup"]) around.addEventListener(type, keep);
}

// Both ends within one page: no window in between, so that nobody else can hear or say anything.
function createChannel(hear) {
  const early = [];
  let receive = (...said) => early.push(said);
  return {
    post: ({type, payload}) => hear(type, payload),
    listen(meet, listener) {
      receive = listener;
      meet(window.origin);
      early.forEach((said) => listener(...said));
    },
    say: (type, payload) => receive(type, payload),
  };
}

// Gives the page's content for a place within another page: it has a language of its own, and is not that page's main part.
function adopt(aid, address) {
  const around = document.createElement("div"), body = document.createElement("div");
  around.className = "perfsupport";
  around.lang = aid.documentElement.lang;
  around.dir = aid.documentElement.dir;
  body.className = aid.body.className;
  for (const element of aid.body.querySelectorAll("script, noscript")) element.remove();
  for (const [name, role] of Object.entries({header: "none", footer: "none", main: "region"})) aid.body.querySelector(`:scope > ${name}`)?.setAttribute("role", role);
  aid.body.querySelector("main")?.setAttribute("aria-label", aid.title);
  aid.body.querySelector("h1")?.setAttribute("aria-level", "2");
  for (const link of aid.body.querySelectorAll("a[href]")) {
    if (!link.getAttribute("href").startsWith("#")) Object.assign(link, {href: resolveLink(link.getAttribute("href"), address), target: "_blank", rel: "noopener"});
  }
  for (const media of aid.body.querySelectorAll("[src]")) {
    media.setAttribute("src", resolveLink(media.getAttribute("src"), address));
    if (media.localName === "video") media.crossOrigin = "anonymous";
  }
  // An address of ours means nothing to the page around: its own would change by a press that comes before we hear of it.
  for (const link of aid.body.querySelectorAll("a[data-option]")) {
    const button = Object.assign(aid.createElement("button"), {type: "button", className: link.className});
    button.append(...link.childNodes);
    for (const name of ["data-option", "aria-keyshortcuts"]) if (link.hasAttribute(name)) button.setAttribute(name, link.getAttribute(name));
    link.replaceWith(button);
  }
  // Copies: Chromium never plays a film that began its life in a document which is not shown.
  body.append(...[...aid.body.childNodes].map((node) => document.importNode(node, true)));
  around.append(body);
  return around;
}

// Gives the program with links from where its site lies: here they would lead into the page around.
function resolveLinks(value, address) {
  if (typeof value === "string") return value.includes("<") ? value.replace(TEXT_OF_PROSE, (_all, before, link) => before + resolveLink(link, address)) : value;
  if (Array.isArray(value)) return value.map((one) => resolveLinks(one, address));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typeof one === "string" && LINKED[key]?.(value) ? resolveLink(LINKED[key](value) + one, address) : resolveLinks(one, address)]));
}

function resolveLink(link, address) {
  return /^([a-z][a-z0-9+.-]*:|#)/i.test(link.replace(/^\.\//, "")) ? link.replace(/^\.\//, "") : new URL(link, address).href;
}

// The styles of parts, as the build adapts those of the aid (adapt_styles).
function adaptStyle(style) {
  return style.replace(/:root\b/g, ".perfsupport").replace(/@media \(((?:min|max)-width: ?[^)]*)\)/g, "@container perfsupport ($1)")
    .replace(/(?<![\w-])(\d*\.?\d+)rem\b/g, "calc($1 * var(--rem))");
}

function putStyle(root, style) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
