// Puts an aid into a page: <div data-perfsupport="card-declined" data-facts='{"country": "DE"}'></div>
// and <script src="https://aids.example/embed.js" defer></script>. The aid says how high it is; what it tells
// (step, outcome, note, event) arrives at the element as "perfsupport:outcome" and so on.
(() => {
  "use strict";
  const base = new URL(".", document.currentScript.src);
  const frames = new Map();

  function put(place) {
    const frame = document.createElement("iframe");
    frame.src = new URL(`${encodeURIComponent(place.dataset.perfsupport)}.html`, base).href;
    frame.title = place.dataset.title || "Job aid";
    frame.allow = "clipboard-write";
    frame.style.cssText = "display:block;inline-size:100%;block-size:480px;border:0";
    frame.addEventListener("load", () => tell(frame, "init", {facts: readFacts(place)}));
    place.replaceChildren(frame);
    frames.set(frame, place);
  }

  function tell(frame, type, payload) {
    frame.contentWindow.postMessage({ns: "perfsupport", v: 1, type, payload}, base.origin);
  }

  function readFacts(place) {
    try {
      return JSON.parse(place.dataset.facts || "{}");
    } catch {
      console.warn("perfsupport: data-facts is not JSON", place);
      return {};
    }
  }

  window.addEventListener("message", ({source, origin, data}) => {
    if (origin !== base.origin || data?.ns !== "perfsupport" || data.v !== 1) return;
    const [frame, place] = [...frames].find(([one]) => one.contentWindow === source) ?? [];
    if (!frame) return;
    // A large aid hears nothing yet when its frame has loaded.
    if (data.type === "ready") tell(frame, "init", {facts: readFacts(place)});
    if (data.type === "resize") frame.style.blockSize = `${data.payload.height}px`;
    if (data.type === "step" && data.payload.moved && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
    place.dispatchEvent(new CustomEvent(`perfsupport:${data.type}`, {bubbles: true, detail: data.payload}));
  });

  document.querySelectorAll("[data-perfsupport]").forEach(put);
})();
