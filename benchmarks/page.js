// Put into a page before its own script: presses what can be pressed, and takes the time until the next screen is painted.
window.bench = (() => {
  const times = {shown: null, ready: null};
  const paint = () => new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(null);
  }));
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const find = (selector) => document.querySelector(selector);

  // With benchHasty the first option is pressed as soon as it exists: ready is when the next screen is painted.
  async function hurry() {
    while (!find("#step[data-key]")) await pause(0);
    const key = find("#step").dataset.key;
    for (let tries = 0; find("#step").dataset.key === key; tries += 1) {
      // The step may be there before its options have been parsed.
      if (tries % 10 === 0) prepare(makeRandom(1))?.click();
      await pause(1);
    }
    times.ready = await paint();
  }
  if (window.benchHasty) hurry();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") times.shown = entry.startTime;
  }).observe({type: "paint", buffered: true});

  // mulberry32: small, seeded, the same in every browser.
  const makeRandom = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  // Gives what a rep would press on the screen, with fields filled and boxes ticked; null at an outcome.
  function prepare(random) {
    const step = find("#step");
    if (step.dataset.kind === "outcome") return null;
    const field = find("#entry");
    if (field) field.value = field.type === "date" ? "2027-01-31" : field.inputMode === "decimal" ? String(Math.floor(random() * 100)) : "1234";
    for (const box of step.querySelectorAll("input[type=checkbox]:not(:checked)")) if (step.querySelector("[data-all]") || random() < 0.5) box.click();
    const options = [...step.querySelectorAll("[data-option]:not([data-option='~none'])")];
    if (options.length) return options[Math.floor(random() * options.length)];
    const boxes = step.querySelectorAll("input[type=checkbox]");
    if (boxes.length && !step.querySelector("input:checked")) boxes[0].click();
    return step.querySelector("button.go");
  }

  async function press(count, seed, timed) {
    const random = makeRandom(seed), spans = [];
    for (let done = 0; done < count; ) {
      const target = prepare(random), key = find("#step").dataset.key, address = location.href;
      if (timed) await pause(20 + random() * 30);
      const start = performance.now();
      (target ?? find("[data-do=restart]")).click();
      const work = performance.now() - start;
      if (timed) spans.push([(await paint()) - start, work]);
      for (let wait = 0; find("#step").dataset.key === key && location.href === address; wait += 1) {
        if (wait > 500) throw new Error(`nothing happened at ${key}`);
        const none = find("[data-option='~none']");
        if (wait === 100 && none) none.click();
        await pause(0);
      }
      if (target) done += 1;
      else if (timed) spans.pop();
    }
    return spans;
  }

  async function ready() {
    const limit = performance.now() + 30_000;
    while (times.ready === null) {
      if (performance.now() > limit) throw new Error("the first press was never answered");
      await pause(5);
    }
    return times.ready;
  }

  // Goes to the first step and lets the screen settle, so that looks at the heap find the same things on it.
  async function rest() {
    find("[data-do=restart]").click();
    await pause(200);
    await paint();
  }

  return {times: () => times, ready, press, rest};
})();
