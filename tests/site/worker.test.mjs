// The service worker in Node, over the versions of a site: which copies it keeps. `caches` is in memory, in the order in which copies were made, as in browsers.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {test} from "node:test";

const WORKER = readFileSync(new URL("../../site_templates/worker.js", import.meta.url), "utf8");
const SCOPE = "https://desk.example/aid/";
const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 20);

function makeCaches() {
  const copies = new Map();
  const open = (name) => {
    if (!copies.has(name)) copies.set(name, new Map());
    const copy = copies.get(name);
    return {
      put: async (address, reply) => void copy.set(String(address), {body: await reply.arrayBuffer(), headers: reply.headers}),
      match: async (address) => copy.has(String(address)) ? new Response(copy.get(String(address)).body, copy.get(String(address))) : undefined,
    };
  };
  const match = async (address) => (await Promise.all([...copies.keys()].map((name) => open(name).match(address)))).find(Boolean);
  return {open: async (name) => open(name), match, keys: async () => [...copies.keys()], delete: async (name) => copies.delete(name)};
}

// A browser with a site on a server: `publish` puts a version there, `install` and `activate` are what the browser does with its worker.
function makeBrowser() {
  const caches = makeCaches();
  let served = {};
  const publish = (version) => {
    served = {"aid.html": `page of ${version}`, [`assets/player.${version}.js`]: `player of ${version}`};
    return start({version, files: Object.fromEntries(Object.entries(served).map(([file, text]) => [file, hash(text)]))});
  };
  const fetch = async (address) => {
    const text = served[String(address).slice(SCOPE.length)];
    return new Response(text ?? "", {status: text === undefined ? 404 : 200});
  };
  const start = (SITE) => {
    const heard = {}, self = {registration: {scope: SCOPE}, addEventListener: (name, listen) => (heard[name] = listen)};
    new Function("SITE", "self", "caches", "fetch", WORKER)(SITE, self, caches, fetch);
    const tell = (name, more) => new Promise((done, fail) => {
      heard[name]({...more, waitUntil: (work) => work.then(done, fail), respondWith: (reply) => reply.then(done, fail)});
    });
    return {
      install: () => tell("install"),
      activate: () => tell("activate"),
      ask: async (file) => (await tell("fetch", {request: new Request(SCOPE + file)})).text(),
    };
  };
  const takeOver = async (version) => {
    const worker = publish(version);
    await worker.install();
    await worker.activate();
    return worker;
  };
  const keeps = async () => (await caches.keys()).map((name) => name.split(" ").at(-1)).sort().join();
  return {publish, takeOver, keeps, unpublish: (file) => delete served[file]};
}

test("the copy before stays for pages that are open", async () => {
  const {takeOver, keeps} = makeBrowser();
  await takeOver("v1");
  await takeOver("v2");
  assert.equal(await keeps(), "v1,v2");
  const worker = await takeOver("v3");
  assert.equal(await keeps(), "v2,v3");
  assert.equal(await worker.ask("assets/player.v2.js"), "player of v2");
  assert.equal(await worker.ask("aid.html"), "page of v3");
});

test("after a rollback the pages that began with it keep their copy, whichever was made first", async () => {
  const {takeOver, keeps} = makeBrowser();
  await takeOver("v1");
  await takeOver("v3");
  const back = await takeOver("v1");
  assert.equal(await keeps(), "v1,v3");
  assert.equal(await back.ask("aid.html"), "page of v1");
  assert.equal(await back.ask("assets/player.v3.js"), "player of v3");
  const worker = await takeOver("v4");
  assert.equal(await keeps(), "v1,v4");
  assert.equal(await worker.ask("assets/player.v1.js"), "player of v1");
});

test("a version that was overtaken while it waited takes nobody's place", async () => {
  const {publish, takeOver, keeps} = makeBrowser();
  await takeOver("v1");
  await publish("v2").install();
  const worker = await takeOver("v3");
  assert.equal(await keeps(), "v1,v3");
  assert.equal(await worker.ask("assets/player.v1.js"), "player of v1");
});

test("a rollback that breaks off leaves the copy that pages have, and half a copy of a new version goes", async () => {
  const {publish, takeOver, unpublish, keeps} = makeBrowser();
  await takeOver("v1");
  const worker = await takeOver("v3");
  const back = publish("v1");
  unpublish("aid.html");
  await assert.rejects(back.install(), /aid.html: 404/);
  assert.equal(await keeps(), "v1,v3");
  assert.equal(await worker.ask("assets/player.v1.js"), "player of v1");
  const next = publish("v4");
  unpublish("aid.html");
  await assert.rejects(next.install(), /aid.html: 404/);
  assert.equal(await keeps(), "v1,v3");
});
