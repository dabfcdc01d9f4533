// Talks to the page around the aid, where there is one: facts come in, the screen's height, step, outcome and note go out.
// Every message is {ns: "perfsupport", v: 1, type, payload}; docs/reference/page.md lists them.
const NAMESPACE = "perfsupport";
const VERSION = 1;

// Gives {send(type, payload), origin()}. `hosts` are the origins that may embed; `onContext(payload)` gets what the host knows.
// A message is believed only from the window around this one and from exactly one of these origins.
export function createHost({hosts, onContext, onHost, window: win = window}) {
  const allowed = [...hosts, win.location.origin].filter((origin) => origin !== "null");
  let host = "";
  if (win.parent === win) return {send() {}, origin: () => host};

  function meet(origin) {
    if (host || !allowed.includes(origin)) return;
    host = origin;
    onHost(host);
    send("ready", {versions: [VERSION]});
    watchHeight(win, (height) => send("resize", {height}));
  }

  function send(type, payload) {
    if (host) win.parent.postMessage({ns: NAMESPACE, v: VERSION, type, payload}, host);
  }

  win.addEventListener("message", ({source, origin, data}) => {
    if (source !== win.parent || !allowed.includes(origin) || data?.ns !== NAMESPACE || data.v !== VERSION) return;
    meet(origin);
    if (origin === host && (data.type === "init" || data.type === "context")) onContext(data.payload ?? {});
  });
  // Firefox has no ancestorOrigins: there the referrer tells, or the host's first message.
  meet(win.location.ancestorOrigins?.[0] ?? readOrigin(win.document.referrer));
  return {send, origin: () => host};
}

function readOrigin(address) {
  try {
    return new URL(address).origin;
  } catch {
    return "";
  }
}

function watchHeight(win, tell) {
  let last = 0;
  new win.ResizeObserver(() => {
    const height = Math.ceil(win.document.body.getBoundingClientRect().height);
    if (height !== last) tell(last = height);
  }).observe(win.document.body);
}
