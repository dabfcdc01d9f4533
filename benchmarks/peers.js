// Put into every page of the comparison before its own script: the same presses and the same clock for all.
// `window.peer` says what can be pressed: {options, restart} as selectors. Every screen's heading is its first h2.
window.bench = (() => {
  const {options, restart} = window.peer;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const paint = () => new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(null);
  }));
  const find = (selector) => document.querySelector(selector);
  const heading = () => find("h2")?.textContent.trim();
  let first = null;

  // When the first option has been painted, and when the screen behind it has been, pressed as soon as it was there.
  async function hurry() {
    while (!find(options)) await pause(0);
    first = await paint();
    if (!window.benchHasty) return;
    const before = heading();
    for (let tries = 0; heading() === before; tries += 1) {
      if (tries % 10 === 0) find(options)?.click();
      await pause(1);
    }
    first = await paint();
  }
  hurry();

  const makeRandom = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  // Presses options until `count` is reached or the time is up; gives how many there were, and the ms of each to the next screen's paint.
  async function press(count, seed, timed, limit) {
    const random = makeRandom(seed), spans = [], until = performance.now() + limit;
    let done = 0;
    while (done < count && performance.now() < until) {
      while (find("[aria-busy=true]")) await pause(0);
      const found = document.querySelectorAll(options), target = found[Math.floor(random() * found.length)], before = heading();
      if (timed) await pause(20 + random() * 30);
      const start = performance.now();
      (target ?? find(restart)).click();
      for (let wait = 0; heading() === before; wait += 1) {
        if (performance.now() - start > 60_000) throw new Error(`nothing happened at ${before}`);
        await pause(0);
      }
      if (!target) continue;
      done += 1;
      if (timed) spans.push((await paint()) - start);
    }
    return {done, spans};
  }

  async function times() {
    while (first === null) await pause(5);
    return first;
  }

  return {times, press};
})();
