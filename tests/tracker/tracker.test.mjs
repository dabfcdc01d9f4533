import assert from "node:assert/strict";
import {test} from "node:test";
import {createTracker} from "../../site_templates/player/tracker.js";
import {COLLECTOR, eventsOf, makeStorage, makeWindow, PROGRAM, reply, START} from "./fakes.mjs";

const PAGE = {tree: "till", mode: "live", language: "en", host: ""};
const CHANNEL = {tree: "till", step: "channel", within: undefined};

function start(win, sinks = {collector: COLLECTOR}, options = {}) {
  const {page = {}, ...rest} = options;
  return createTracker({page: {...PAGE, ...page}, program: PROGRAM, sinks, window: win, now: () => win.clock, ...rest});
}

const types = (events) => events.map(({type}) => type);
const ids = (events) => events.map(({id}) => id);

test("an event carries what all events carry, and what was said", async () => {
  const win = makeWindow();
  const tracker = start(win, {dom: win.document});
  tracker.record("step_viewed", {...CHANNEL, direction: "forward"});
  win.clock += 1500;
  tracker.record("option_chosen", {...CHANNEL, option: "shop", target: "amount"});
  const [first, second] = win.heard.map((event) => JSON.parse(JSON.stringify(event)));
  const {id, session, ...rest} = second;
  assert.deepEqual(rest, {
    sequence: 2, type: "option_chosen", at: START + 1500, tree: "till", version: "0123456789ab", mode: "live", language: "en",
    host: "", step: "channel", option: "shop", target: "amount", visible_ms: 1500,
  });
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(id.replace("-", "").slice(0, 12), 16), START + 1500);
  assert.equal(first.session, session);
  assert.notEqual(first.id, id);
  assert.equal(first.visible_ms, 0);
});

test("two page loads are two sessions", () => {
  const win = makeWindow();
  for (const tracker of [start(win, {dom: win.document}), start(win, {dom: win.document})]) tracker.record("session_started", {entry: "start"});
  assert.notEqual(win.heard[0].session, win.heard[1].session);
  assert.deepEqual(win.heard.map(({sequence}) => sequence), [1, 1]);
});

test("a step of another tree has that tree's version", () => {
  const win = makeWindow();
  start(win, {dom: win.document}).record("step_viewed", {tree: "identity", step: "code", within: "identity", direction: "forward"});
  assert.equal(win.heard[0].version, "ba9876543210");
  assert.equal(win.heard[0].within, "identity");
});

test("contact and rep are said from the moment the host says them", () => {
  const win = makeWindow();
  const page = {...PAGE};
  const tracker = createTracker({page, program: PROGRAM, sinks: {dom: win.document}, window: win, now: () => win.clock});
  tracker.record("session_started", {entry: "start"});
  page.contact = "C-1";
  page.host = "https://crm.example";
  tracker.record("restarted", CHANNEL);
  assert.deepEqual(win.heard.map(({contact, host}) => [contact, host]), [[undefined, ""], ["C-1", "https://crm.example"]]);
});

test("only the time for which the step could be seen counts", () => {
  const win = makeWindow();
  const tracker = start(win, {dom: win.document});
  tracker.record("step_viewed", {...CHANNEL, direction: "forward"});
  win.clock += 1000;
  win.hide();
  win.clock += 60_000;
  win.show();
  win.clock += 500;
  tracker.record("option_chosen", {...CHANNEL, option: "shop"});
  assert.deepEqual(win.heard.map(({type, visible_ms}) => [type, visible_ms]), [
    ["step_viewed", 0], ["session_left", 1000], ["session_resumed", 1000], ["option_chosen", 1500],
  ]);
  assert.equal(win.heard[1].step, "channel");
  win.clock -= 90_000;
  tracker.record("restarted", CHANNEL);
  assert.equal(win.heard.at(-1).visible_ms, 0);
});

test("a step that came while nobody looked counts from the moment somebody does", () => {
  const win = makeWindow();
  win.document.hidden = true;
  const tracker = start(win, {dom: win.document});
  win.clock += 300;
  tracker.record("step_viewed", {...CHANNEL, direction: "forward"});
  win.clock += 5000;
  win.show();
  win.clock += 200;
  tracker.record("option_chosen", {...CHANNEL, option: "shop"});
  assert.equal(win.heard.at(-1).visible_ms, 200);
});

test("several sinks hear the same event", async () => {
  const win = makeWindow(), posted = [];
  const sinks = {collector: COLLECTOR, dom: win.document, post_message: true, data_layer: true};
  const tracker = start(win, sinks, {page: {host: "https://crm.example"}, post: (event) => posted.push(event)});
  tracker.record("session_started", {entry: "link"});
  await win.pass();
  const [event] = eventsOf(win.requests[0]);
  assert.deepEqual(win.heard, [event]);
  assert.deepEqual(posted, [event]);
  assert.equal(event.session, tracker.session);
  assert.deepEqual(win.dataLayer, [{perfsupport: null}, {event: "perfsupport", perfsupport: event}]);
});

test("without a sink nothing leaves and nothing is stored", async () => {
  const win = makeWindow(), posted = [];
  const tracker = start(win, {collector: null, dom: false, post_message: false, data_layer: false}, {post: (event) => posted.push(event)});
  tracker.record("step_viewed", {...CHANNEL, direction: "forward"});
  win.hide();
  win.dispatchEvent(new Event("pagehide"));
  await win.pass(60_000);
  assert.deepEqual([win.requests, win.beacons, win.heard, posted, win.dataLayer], [[], [], [], [], undefined]);
  assert.deepEqual(win.indexedDB.names, []);
});

test("Global Privacy Control keeps events within the page", async () => {
  const win = makeWindow({gpc: true});
  const tracker = start(win, {collector: COLLECTOR, dom: win.document, data_layer: true});
  tracker.record("step_viewed", {...CHANNEL, direction: "forward"});
  win.hide();
  await win.pass(60_000);
  assert.deepEqual(types(win.heard), ["step_viewed", "session_left"]);
  assert.deepEqual([win.requests, win.beacons, win.dataLayer, win.indexedDB.names], [[], [], undefined, []]);
});

test("a typed value goes out only where the fact says so", () => {
  const win = makeWindow();
  const tracker = start(win, {dom: win.document});
  for (const fact of ["amount", "name", "unheard_of"]) tracker.record("fact_entered", {...CHANNEL, fact, value: "Jane Doe", target: "x"});
  tracker.record("option_chosen", {...CHANNEL, option: "shop", value: "Jane Doe"});
  assert.deepEqual(win.heard.map(({fact, value}) => [fact, value]), [
    ["amount", "Jane Doe"], ["name", undefined], ["unheard_of", undefined], [undefined, undefined],
  ]);
  assert.deepEqual(win.heard.map((event) => "value" in event), [true, false, false, false]);
});

test("a label in place of an id goes nowhere", () => {
  const win = makeWindow();
  const tracker = start(win, {dom: win.document});
  tracker.record("option_chosen", {...CHANNEL, option: "In a shop"});
  tracker.record("feedback_given", {...CHANNEL, kind: "wrong", text: "The code is on the back."});
  assert.deepEqual(win.heard.map(({text}) => text), ["The code is on the back."]);
});

test("what a person typed is cut", () => {
  const win = makeWindow();
  const tracker = start(win, {dom: win.document});
  tracker.record("feedback_given", {...CHANNEL, kind: "wrong", text: "x".repeat(9000)});
  tracker.record("fact_entered", {...CHANNEL, fact: "amount", value: "9".repeat(9000)});
  assert.deepEqual(win.heard.map(({text, value}) => (text ?? value).length), [500, 500]);
});

test("the events of one click travel together, at once, as plain text that outlives the page", async () => {
  const win = makeWindow();
  const tracker = start(win);
  tracker.record("option_chosen", {...CHANNEL, option: "shop"});
  tracker.record("step_viewed", {...CHANNEL, step: "amount", direction: "forward"});
  await win.pass();
  assert.equal(win.requests.length, 1);
  const {url, method, keepalive, body, headers} = win.requests[0];
  assert.deepEqual([url, method, keepalive, typeof body, headers], [COLLECTOR, "POST", true, "string", undefined]);
  const batch = JSON.parse(body);
  assert.deepEqual([batch.format, batch.sent_at, types(batch.events)], [1, START, ["option_chosen", "step_viewed"]]);
});

test("what a page records in one go as it goes is one transaction: another would wait behind it, and be lost", async () => {
  const win = makeWindow();
  const tracker = start(win);
  await win.pass();
  const {transactions} = win.indexedDB, before = transactions.length;
  tracker.record("option_chosen", {...CHANNEL, option: "shop", target: "amount"});
  win.hide();
  await null;
  assert.deepEqual(transactions.slice(before).map(({puts, commits}) => [puts, commits]), [[2, 1]]);
  tracker.record("restarted", CHANNEL);
  await null;
  assert.deepEqual(transactions.slice(before + 1).map(({puts, commits}) => [puts, commits]), [[1, 1]]);
});

test("what is acknowledged is forgotten", async () => {
  const win = makeWindow();
  const tracker = start(win);
  await win.pass();
  tracker.record("restarted", CHANNEL);
  assert.equal(win.indexedDB.kept.size, 1);
  await win.pass(600_000);
  assert.equal(win.requests.length, 1);
  assert.equal(win.indexedDB.kept.size, 0);
});

for (const [name, answer] of Object.entries({
  "a store in trouble": () => reply(503, "store_full"),
  "too many requests": () => reply(429, "rate_exceeded"),
  "a gateway's error": () => reply(502),
  "a proxy that knows no such address": () => reply(404),
  "no network": () => { throw new TypeError("Failed to fetch"); },
})) {
  test(`after ${name} the same events come again, ever more rarely`, async () => {
    const win = makeWindow();
    win.answer = answer;
    const tracker = start(win);
    tracker.record("restarted", CHANNEL);
    await win.pass(29_000);
    assert.equal(win.requests.length, 3);
    tracker.record("restarted", CHANNEL);
    await win.pass(900);
    assert.equal(win.requests.length, 3);
    assert.equal(win.indexedDB.kept.size, 2);
    win.answer = () => reply(200);
    await win.pass(3_600_000);
    assert.equal(win.requests.length, 4);
    assert.deepEqual(ids(eventsOf(win.requests[3])).slice(0, 1), ids(eventsOf(win.requests[0])));
    assert.equal(win.indexedDB.kept.size, 0);
  });
}

test("a refusal with a name is final", async () => {
  const win = makeWindow();
  win.answer = () => reply(422, "step_unknown");
  start(win).record("restarted", CHANNEL);
  await win.pass(3_600_000);
  assert.equal(win.requests.length, 1);
  assert.equal(win.indexedDB.kept.size, 0);
});

test("back online, what waits goes out at once", async () => {
  const win = makeWindow();
  win.answer = () => { throw new TypeError("Failed to fetch"); };
  start(win).record("restarted", CHANNEL);
  await win.pass(1000);
  win.answer = () => reply(200);
  win.dispatchEvent(new Event("online"));
  await win.pass();
  assert.equal(win.requests.length, 2);
  assert.equal(win.indexedDB.kept.size, 0);
});

test("the next page load sends what the last one could not, and another tab may too", async () => {
  const storage = makeStorage();
  const first = makeWindow({storage});
  first.answer = () => { throw new TypeError("Failed to fetch"); };
  start(first).record("option_chosen", {...CHANNEL, option: "shop"});
  await first.pass();
  for (const win of [makeWindow({storage: makeStorage(new Map(storage.kept))}), makeWindow({storage})]) {
    start(win);
    await win.pass();
    assert.deepEqual(ids(eventsOf(win.requests[0])), ids(eventsOf(first.requests[0])));
  }
  assert.equal(storage.kept.size, 0);
});

test("sites with collectors of their own do not mix", () => {
  const win = makeWindow();
  start(win);
  start(win, {collector: "https://other.example/events"});
  assert.equal(new Set(win.indexedDB.names).size, 2);
});

test("a beacon goes out only when the page is hidden, and once", async () => {
  const win = makeWindow();
  const tracker = start(win);
  tracker.record("step_viewed", {...CHANNEL, direction: "forward"});
  await win.pass(2000);
  assert.deepEqual(win.beacons, []);
  win.dispatchEvent(new Event("pagehide"));
  win.hide();
  await win.pass(60_000);
  assert.equal(win.beacons.filter(({body}) => types(JSON.parse(body).events).includes("session_left")).length, win.beacons.length);
  assert.equal(win.requests.length, 1);
  assert.equal(typeof win.beacons[0].body, "string");
  assert.equal(new Set(win.beacons.flatMap(eventsOf).map(({id}) => id)).size, 1);
  win.show();
  await win.pass();
  assert.deepEqual(types(eventsOf(win.requests[1])), ["session_left", "session_resumed"]);
});

test("a refused or missing beacon leads to a fetch", async () => {
  for (const sendBeacon of [() => false, undefined]) {
    const win = makeWindow();
    win.navigator.sendBeacon = sendBeacon;
    const tracker = start(win);
    await win.pass();
    tracker.record("step_viewed", {...CHANNEL, direction: "forward"});
    win.hide();
    await win.pass(60_000);
    assert.deepEqual(types(win.requests.flatMap(eventsOf)), ["step_viewed", "session_left"]);
  }
});

test("a fetch and a beacon stay within 64 KiB together, whatever the letters", async () => {
  const win = makeWindow();
  win.answer = () => new Promise(() => {});
  const tracker = start(win);
  for (let number = 0; number < 400; number += 1) tracker.record("feedback_given", {...CHANNEL, kind: "wrong", text: "語".repeat(500)});
  await win.pass();
  win.hide();
  const sizes = [...win.requests, ...win.beacons].map(({body}) => Buffer.byteLength(body));
  assert.equal(sizes.length, 2);
  assert.ok(sizes[0] + sizes[1] < 65_536, String(sizes));
  assert.ok(sizes[0] > 15_000, String(sizes));
});

test("many waiting events go out in batches, one after the other", async () => {
  const win = makeWindow();
  const tracker = start(win);
  for (let number = 0; number < 200; number += 1) tracker.record("restarted", CHANNEL);
  let open = 0;
  win.answer = async () => {
    assert.equal(open += 1, 1);
    await null;
    open -= 1;
    return reply(200);
  };
  await win.pass(1000);
  const sent = win.requests.flatMap(eventsOf);
  assert.equal(new Set(ids(sent)).size, 200);
  assert.ok(win.requests.every((request) => eventsOf(request).length <= 100));
  assert.equal(win.indexedDB.kept.size, 0);
});

test("what waits does not grow without end", async () => {
  const win = makeWindow();
  win.answer = () => { throw new TypeError("Failed to fetch"); };
  const tracker = start(win);
  await win.pass();
  for (let number = 0; number < 6000; number += 1) tracker.record("restarted", CHANNEL);
  assert.equal(win.indexedDB.kept.size, 5000);
});

test("where storage is blocked, memory serves", async () => {
  const blocked = {open() { throw new DOMException("Denied", "SecurityError"); }};
  const broken = {open: () => ({})};
  const dying = {open() {
    const request = {result: {transaction() { throw new DOMException("Closing", "InvalidStateError"); }}};
    queueMicrotask(() => request.onsuccess());
    return request;
  }};
  for (const storage of [blocked, broken, dying, null]) {
    const win = makeWindow({storage});
    const answers = [() => reply(503), () => reply(200)];
    win.answer = () => answers.shift()();
    start(win).record("restarted", CHANNEL);
    await win.pass(10_000);
    assert.equal(win.requests.length, 2);
    assert.deepEqual(ids(eventsOf(win.requests[0])), ids(eventsOf(win.requests[1])));
  }
});

test("nothing it does, and nothing others do, makes it throw", async () => {
  const fail = () => { throw new Error("no"); };
  const win = makeWindow();
  Object.assign(win, {fetch: fail, indexedDB: {open: fail}, dataLayer: {push: fail}, CustomEvent: fail});
  win.navigator.sendBeacon = fail;
  const page = {host: "https://crm.example"};
  const tracker = start(win, {collector: COLLECTOR, dom: win.document, post_message: true, data_layer: true}, {page, post: fail});
  for (const [type, fields] of [["step_viewed", CHANNEL], ["x", undefined], [undefined, {tree: "gone"}], ["x", {step: 1n}]]) {
    tracker.record(type, fields);
  }
  win.hide();
  win.show();
  await win.pass(1000);
});
