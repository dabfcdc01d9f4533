// Puts job aids into a page. What this file understands never changes its meaning: docs/embedding.md is the contract.
//   <div data-perfsupport="card-declined" data-facts='{"country": "DE"}'></div>     a frame as high as the aid
//   <div data-perfsupport="card-declined" data-launcher="Job aid"></div>             a button that opens a panel
//   <perf-support tree="card-declined" facts='{"country": "DE"}'></perf-support>     the aid itself, without a frame
(() => {
  "use strict";
  if (customElements.get("perf-support")) return;
  const base = new URL(".", document.currentScript.src);
  const attached = new Map(); // place: {tree, say(type, payload), leave(), frame, origin, hear}
  const scripts = new Map(); // address of a script that plays aids without a frame: a promise of what it left
  const given = new WeakMap(); // place: what it was told by properties, which no attribute needs to hold
  const PLACES = "[data-perfsupport]";
  const FIELDS = ["facts", "contact", "rep", "language", "theme", "mode"];
  const PROPERTIES = ["tree", ...FIELDS];

  const isElement = (place) => place.localName === "perf-support";
  const read = (place, name) => place.getAttribute(isElement(place) ? name : `data-${name === "tree" ? "perfsupport" : name}`);

  // What a place says: by properties, else by attributes.
  function collect(place, names) {
    const own = given.get(place) ?? {};
    const pairs = names.map((name) => [name, name in own ? own[name] : name === "facts" ? readFacts(place) : read(place, name)]);
    return Object.fromEntries(pairs.filter(([, value]) => value !== null && value !== undefined));
  }

  function readFacts(place) {
    try {
      return JSON.parse(read(place, "facts") || "{}");
    } catch {
      console.warn("perfsupport: facts is not JSON", place);
      return {};
    }
  }

  function attach(place) {
    const tree = read(place, "tree"), one = {tree, say() {}, leave() {}};
    if (!tree || attached.has(place)) return;
    attached.set(place, one);
    one.watcher = new MutationObserver((changes) => change(place, one, changes.map(({attributeName}) => attributeName.replace("data-", ""))));
    one.watcher.observe(place, {attributes: true});
    one.hear = (type, payload) => {
      if (type === "ready") one.say("init", collect(place, FIELDS));
      place.dispatchEvent(new CustomEvent(`perfsupport:${type}`, {bubbles: true, composed: true, detail: payload}));
    };
    place.perfsupport = {
      context: (context) => {
        given.set(place, {...given.get(place), ...context});
        one.say("context", context);
      },
      close: () => {
        given.set(place, {...given.get(place), facts: {}, contact: null});
        one.say("close", {});
      },
    };
    (read(place, "launcher") !== null ? openPanel : isElement(place) ? openInline : openFrame)(place, one);
  }

  function detach(place) {
    const one = attached.get(place);
    attached.delete(place);
    one?.watcher.disconnect();
    one?.leave();
    (place.shadowRoot ?? place).replaceChildren();
  }

  function change(place, one, names) {
    if (read(place, "tree") !== one.tree) {
      detach(place);
      attach(place);
      return;
    }
    const changed = FIELDS.filter((name) => names.includes(name)), own = {...given.get(place)};
    // Whatever was said last holds: an attribute too that changes after a call or a property.
    for (const name of changed) delete own[name];
    given.set(place, own);
    if (changed.length) one.say("init", collect(place, changed));
  }

  // In a frame

  function makeFrame(place, one) {
    const frame = document.createElement("iframe"), sandbox = read(place, "sandbox");
    frame.src = new URL(`${encodeURIComponent(one.tree)}.html`, base).href;
    frame.title = read(place, "title") || "Job aid";
    frame.allow = "clipboard-write";
    if (sandbox !== null) frame.setAttribute("sandbox", sandbox || "allow-scripts allow-same-origin allow-forms allow-popups");
    one.frame = frame;
    one.origin = sandbox && !/\ballow-same-origin\b/.test(sandbox) ? "null" : base.origin;
    // A frame without an origin of its own cannot be named as the only one that may hear.
    one.say = (type, payload) => frame.contentWindow?.postMessage({ns: "perfsupport", v: 1, type, payload}, one.origin === "null" ? "*" : one.origin);
    frame.addEventListener("load", () => one.say("init", collect(place, FIELDS)));
    return frame;
  }

  function openFrame(place, one) {
    const frame = makeFrame(place, one), {hear} = one;
    frame.style.cssText = "display:block;inline-size:100%;block-size:480px;border:0";
    one.hear = (type, payload) => {
      if (type === "resize" && payload.height >= 0) frame.style.blockSize = `${Math.min(payload.height, 50000)}px`;
      if (type === "step" && payload.moved && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
      hear(type, payload);
    };
    (isElement(place) ? findRoot(place) : place).replaceChildren(frame);
  }

  addEventListener("message", ({source, origin, data}) => {
    if (data?.ns !== "perfsupport" || data.v !== 1 || typeof data.type !== "string") return;
    for (const one of attached.values()) {
      if (one.frame && one.frame.contentWindow === source && one.origin === origin) one.hear(data.type, Object(data.payload));
    }
  });

  // In a panel at the side, which leaves the page usable

  function openPanel(place, one) {
    const root = findRoot(place), label = read(place, "launcher") || "Job aid", {hear} = one;
    const make = (name, attributes, ...children) => {
      const element = document.createElement(name);
      Object.entries(attributes).forEach((pair) => element.setAttribute(...pair));
      element.append(...children);
      return element;
    };
    const button = make("button", {type: "button", class: "open", "aria-expanded": "false", "aria-controls": "panel"}, label);
    const close = make("button", {type: "button", class: "close", "aria-label": read(place, "close-label") || "Close"}, "\u00d7");
    const panel = make("aside", {id: "panel", "aria-label": label, hidden: "", popover: "manual"}, make("header", {}, make("b", {}, label), close));
    const width = Math.min(400, Math.max(320, Number(read(place, "width")) || 360));

    function show(open) {
      panel.hidden = !open;
      // Above the page and not within it: whatever moves or clips what is around the button leaves the panel alone.
      panel.togglePopover?.(open);
      button.setAttribute("aria-expanded", String(open));
      if (open && !one.frame) {
        panel.append(makeFrame(place, one));
        one.frame.addEventListener("load", () => panel.hidden || one.frame.focus(), {once: true});
      }
      (open ? one.frame : button).focus();
      place.dispatchEvent(new CustomEvent("perfsupport:panel", {bubbles: true, composed: true, detail: {open, width}}));
    }

    one.hear = (type, payload) => {
      if (type === "close") show(false);
      hear(type, payload);
    };
    button.addEventListener("click", () => show(panel.hidden));
    close.addEventListener("click", () => show(false));
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      event.preventDefault();
      show(false);
    });
    Object.assign(place.perfsupport, {open: () => show(true), shut: () => show(false)});
    setStyle(root, `.all{all:initial;color-scheme:light dark;font:16px/1.4 system-ui,sans-serif}[hidden]{display:none!important}
      button{font:inherit;color:inherit;cursor:pointer;border:1px solid GrayText;border-radius:8px;background:Canvas;color:CanvasText}
      .open{padding:8px 14px}.close{inline-size:32px;block-size:32px;padding:0;font-size:20px;line-height:1}
      :focus-visible{outline:3px solid Highlight;outline-offset:1px}
      aside{position:fixed;inset:0;inset-inline-start:auto;inline-size:${width}px;max-inline-size:100vw;block-size:auto;box-sizing:border-box;margin:0;padding:0;border:0;display:flex;flex-direction:column;z-index:2147483000;
        background:Canvas;color:CanvasText;border-inline-start:1px solid GrayText;box-shadow:0 0 24px rgb(0 0 0/15%)}
      header{display:flex;justify-content:space-between;align-items:center;gap:8px;padding:6px 8px 6px 14px;border-block-end:1px solid GrayText}
      iframe{flex:1;inline-size:100%;border:0;min-block-size:0}@media print{aside{display:none}}`);
    root.replaceChildren(make("div", {class: "all"}, button, panel));
  }

  // Without a frame

  function openInline(place, one) {
    const {hear} = one;
    // The same aid in another language goes on where this one stands.
    one.hear = (type, payload) => (type === "turn" ? playInline(place, one, new URL(payload.href), payload.fragment) : hear(type, payload));
    playInline(place, one, new URL(`${encodeURIComponent(one.tree)}.html`, base));
  }

  async function playInline(place, one, address, fragment) {
    const root = findRoot(place), early = [], {say} = one, isWanted = () => attached.get(place) === one && one.address === address;
    one.address = address;
    one.say = (...said) => early.push(said);
    try {
      const reply = await fetch(address);
      if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
      const aid = new DOMParser().parseFromString(await reply.text(), "text/html");
      const play = await loadScript(new URL(JSON.parse(aid.getElementById("perfsupport-page").textContent).element, address).href);
      if (!isWanted()) return;
      one.leave();
      root.adoptedStyleSheets = [];
      root.replaceChildren();
      const played = await play({root, aid, address, fragment, hear: one.hear});
      if (!isWanted()) return played?.leave();
      Object.assign(one, played ?? {});
      early.forEach((said) => one.say(...said));
    } catch (error) {
      console.error(error);
      if (!isWanted()) return;
      one.say = say;
      const link = document.createElement("a");
      Object.assign(link, {href: address.href, target: "_blank", rel: "noopener", textContent: read(place, "title") || "Job aid"});
      if (!root.childElementCount) root.append(link);
      one.hear("error", {code: "not_loaded", message: String(error)});
    }
  }

  function loadScript(address) {
    if (!scripts.has(address)) {
      scripts.set(address, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.onload = () => resolve(script.perfsupport);
        script.onerror = () => {
          scripts.delete(address);
          reject(new Error(address));
        };
        // The page around may be written in another encoding than ours.
        script.charset = "utf-8";
        script.src = address;
        document.head.append(script);
      }));
    }
    return scripts.get(address);
  }

  function findRoot(place) {
    return place.shadowRoot ?? place.attachShadow({mode: "open"});
  }

  function setStyle(root, text) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
  }

  class Aid extends HTMLElement {
    static observedAttributes = ["tree"];

    // What a page has set before this script came would hide the properties below.
    constructor() {
      super();
      for (const name of PROPERTIES.filter((one) => Object.hasOwn(this, one))) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }

    attributeChangedCallback() {
      if (this.isConnected) attach(this);
    }

    connectedCallback() {
      attach(this);
    }

    // An element that is only moved keeps its case.
    disconnectedCallback() {
      queueMicrotask(() => this.isConnected || detach(this));
    }
  }

  for (const name of PROPERTIES) {
    Object.defineProperty(Aid.prototype, name, {
      get() {
        return given.get(this)?.[name] ?? (name === "facts" ? readFacts(this) : this.getAttribute(name));
      },
      set(value) {
        if (name === "tree") return this.setAttribute(name, value);
        given.set(this, {...given.get(this), [name]: value});
        attached.get(this)?.say("init", {[name]: value});
      },
    });
  }
  customElements.define("perf-support", Aid);

  // Places may come and go for as long as the page lives, as they do where scripts draw it. One that is only moved is still there
  // when this hears of it.
  function watch() {
    attachWithin(document);
    new MutationObserver((changes) => {
      for (const {type, target, addedNodes} of changes) (type === "childList" ? addedNodes : [target]).forEach(attachWithin);
      for (const place of attached.keys()) if (!place.isConnected) detach(place);
    }).observe(document, {childList: true, subtree: true, attributeFilter: ["data-perfsupport"]});
  }

  function attachWithin(node) {
    if (node.matches?.(PLACES)) attach(node);
    node.querySelectorAll?.(PLACES).forEach(attach);
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", watch);
  else watch();
})();
