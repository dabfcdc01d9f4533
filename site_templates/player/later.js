// What follows a press once the next screen has been painted: focus, path, note, address, title, events, messages to the page around; at once with
// the next press, of whatever. Where presses come fast, what would have the page drawn again ("look") waits until the rep rests, and so do address and
// title, which put the whole browser to work, its own windows too: they meet no press. Nothing is lost, and addresses stay in order: a page that goes,
// and whatever needs the address, bring all. A key or a pointer finds the focus where it belongs.
const LATEST = 100; // milliseconds: in a page out of sight nothing is painted
const PATIENCE = 2000; // milliseconds until a way back counts as one that never comes
const REST = 100; // milliseconds from one press to the next that make it a fast one
const MOST = 50; // presses whose addresses wait at most: browsers keep no more entries of a tab

// Gives {later(work, kind), flush(), overtaken(), moveFocus(hasMoved)}, and parts aid.flush(), for those that have the page go.
export function createLater(aid, win = window) {
  const {root, surroundings, byId, leaving} = aid;
  const soon = [], looks = [], resting = [], {signal} = surroundings;
  let frame, timer, rest, pressed = -REST, isFast = false, pressedAt = 0, way = 0, top = win.scrollY, held;

  aid.flush = flush;
  leaving?.push(flush);
  // A press that is heard before the focus has moved would have it taken away again.
  for (const name of ["keydown", "pointerdown"]) win.addEventListener(name, hear, {signal, capture: true});
  for (const name of ["pagehide", "visibilitychange"]) win.addEventListener(name, flush, {signal, capture: true});
  win.addEventListener("scroll", () => (top = win.scrollY), {passive: true, signal});
  return {later, flush, overtaken, moveFocus};

  function later(work, kind) {
    if (countWaiting() === 0) pressedAt = findPosition();
    if (isFast && kind) waitForRest(kind === "look" ? looks : resting, work);
    else if (!soon.includes(work) && soon.push(work) === 1) {
      timer = win.setTimeout(follow, LATEST);
      frame = win.requestAnimationFrame(() => {
        win.clearTimeout(timer);
        timer = win.setTimeout(follow, 1);
      });
    }
  }

  // The browser's own keys reload the page or go elsewhere, by the address as it stands, and so do links.
  function hear({key, ctrlKey, metaKey, altKey, target}) {
    if (ctrlKey || metaKey || altKey || /^F\d/.test(key) || target.closest?.("a:not([data-option])")) flush();
    else catchUp();
  }

  // Counts what a press has brought that is still to be done.
  function countWaiting() {
    return soon.length + looks.length + resting.length;
  }

  // Where too much waits the oldest follows this press, by itself: all at once would keep the next one waiting.
  function waitForRest(queue, work) {
    if (!queue.includes(work)) queue.push(work);
    if (!rest) flushIn(REST);
    if (resting.length > MOST) later(resting.shift());
  }

  function flushIn(time) {
    win.clearTimeout(rest);
    rest = win.setTimeout(flush, time);
  }

  function follow() {
    win.cancelAnimationFrame(frame);
    win.clearTimeout(timer);
    runAll(soon);
    pressedAt = findPosition();
  }

  function catchUp() {
    follow();
    runAll(looks);
  }

  function flush() {
    catchUp();
    rest = win.clearTimeout(rest);
    way = 0;
    runAll(resting);
  }

  function runAll(queue) {
    while (queue.length) {
      try {
        queue.shift()();
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
    way = countWaiting() && findPosition() - pressedAt;
    if (!way) return false;
    win.cancelAnimationFrame(frame);
    win.clearTimeout(timer);
    flushIn(PATIENCE);
    win.history.go(-way);
    return true;
  }

  function findPosition() {
    return surroundings.entry()?.at ?? 0;
  }

  // Moves the focus to the heading: after the paint where nothing is to be scrolled and keys come to us wherever it is. In an element of
  // another page they do not. To ask for the position at a press would have the page laid out for it.
  function moveFocus(hasMoved) {
    if (hasMoved) clock();
    held = root.activeElement;
    if (hasMoved && root === win.document && top === 0) later(followFocus, "look");
    else focus();
  }

  // Leaves it where somebody has put it in the meantime, by neither key nor pointer.
  function followFocus() {
    if ([held, root.body].includes(root.activeElement)) focus();
  }

  // Every press has the focus moved first of all.
  function clock() {
    const now = win.performance.now();
    isFast = looks.length + resting.length > 0 || now - pressed < REST;
    pressed = now;
    if (isFast) flushIn(REST);
  }

  function focus() {
    const heading = byId("ask"), edges = heading.getBoundingClientRect();
    heading.focus({preventScroll: true});
    if (edges.top < 0 || edges.bottom > win.innerHeight) heading.closest(".card").scrollIntoView();
  }
}
