// What the rep does not see of a press follows once the next screen has been painted: address, title, events, messages to the page
// around, focus. Nothing of it is lost, and it stays in order: the next press, of whatever, and a page that goes bring it at once.
const LATEST = 100; // milliseconds: in a page out of sight nothing is painted

// Gives {later(work), flush(), overtaken(), moveFocus(hasMoved)}, and parts aid.flush(), for those that have the page go.
export function createLater(aid, win = window) {
  const {root, surroundings, byId, leaving} = aid;
  const waiting = [], {signal} = surroundings;
  let frame, timer, pressedAt = 0, way = 0, top = win.scrollY;

  aid.flush = flush;
  leaving?.push(flush);
  // A press that is heard before the focus has moved would have it taken away again.
  for (const name of ["keydown", "pointerdown", "pagehide", "visibilitychange"]) win.addEventListener(name, flush, {signal, capture: true});
  win.addEventListener("scroll", () => (top = win.scrollY), {passive: true, signal});
  return {later, flush, overtaken, moveFocus};

  function later(work) {
    if (waiting.push(work) > 1) return;
    pressedAt = findPosition();
    timer = win.setTimeout(flush, LATEST);
    frame = win.requestAnimationFrame(() => {
      win.clearTimeout(timer);
      timer = win.setTimeout(flush, 1);
    });
  }

  function flush() {
    win.cancelAnimationFrame(frame);
    win.clearTimeout(timer);
    way = 0;
    while (waiting.length) {
      try {
        waiting.shift()();
      } catch (error) {
        win.reportError(error);
      }
    }
  }

  // Tells whether one of the browser's own buttons was faster than the address. Then we go back to where the rep pressed, do what
  // waits there, and go from there as the button says.
  function overtaken() {
    if (way) {
      const asked = way;
      flush();
      win.history.go(asked);
      return true;
    }
    way = waiting.length && findPosition() - pressedAt;
    if (!way) return false;
    win.cancelAnimationFrame(frame);
    win.clearTimeout(timer);
    timer = win.setTimeout(flush, LATEST);
    win.history.go(-way);
    return true;
  }

  function findPosition() {
    return surroundings.entry()?.at ?? 0;
  }

  // Moves the focus to the heading: after the paint where nothing is to be scrolled and keys come to us wherever it is. In an element of
  // another page they do not. To ask for the position at a press would have the page laid out for it.
  function moveFocus(hasMoved) {
    if (hasMoved && root === win.document && top === 0) later(focus);
    else focus();
  }

  function focus() {
    const heading = byId("ask"), edges = heading.getBoundingClientRect();
    heading.focus({preventScroll: true});
    if (edges.top < 0 || edges.bottom > win.innerHeight) heading.closest(".card").scrollIntoView();
  }
}
