// The service worker: keeps a whole copy of the site, so that job aids open without a network. SITE stands before this text:
// {version, files: {address: hash}}. Each version has a copy of its own, and a page keeps to the version it began with.
const PREFIX = "perfsupport ";
const NAME = PREFIX + self.registration.scope + " " + SITE.version;
const TURN = self.registration.scope + "?turn"; // no file of a site: what a page is asked with does not matter
const AT_ONCE = 6;

self.addEventListener("install", (event) => event.waitUntil(keepCopy()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldCopies()));
self.addEventListener("fetch", (event) => {
  const {request} = event;
  if (request.method === "GET" && nameFile(request.url) !== null) event.respondWith(answer(request));
});
// A page whose case has ended says this, so that the next case gets the new version.
self.addEventListener("message", ({data}) => data === "take over" && self.skipWaiting());

// Gives the address of a file below the site's folder, or null for what lies elsewhere. What a page is asked with does not matter.
function nameFile(url) {
  const {scope} = self.registration, plain = url.split(/[?#]/)[0];
  return plain.startsWith(scope) ? decodeURIComponent(plain.slice(scope.length)) || "index.html" : null;
}

// The names of media may hold what has a meaning in addresses.
function makeAddress(file) {
  return new URL(encodeURI(file).replace(/[?#]/g, encodeURIComponent), self.registration.scope);
}

// Keeps all files or none: a copy of half a site, or of two versions mixed while one is being published, is thrown away.
async function keepCopy() {
  const copy = await caches.open(NAME), waiting = Object.keys(SITE.files);
  const work = async () => {
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) await keepFile(copy, file);
  };
  try {
    await Promise.all(Array.from({length: AT_ONCE}, work));
  } catch (error) {
    // After a rollback it may be the copy that open pages began with.
    if (!(await findTurn(NAME))) await caches.delete(NAME);
    throw error;
  }
}

async function keepFile(copy, file) {
  const address = makeAddress(file), hash = SITE.files[file];
  const kept = await findKept(address, file);
  const reply = kept ?? (await fetch(address, {cache: "no-cache"}));
  if (!reply.ok) throw new Error(`${file}: ${reply.status}`);
  const body = await reply.arrayBuffer();
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const found = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!found.startsWith(hash)) throw new Error(`${file} is of another version`);
  await copy.put(address, new Response(body, {headers: reply.headers}));
}

// What an earlier version has kept under a name that holds its hash need not be fetched again.
function findKept(address, file) {
  return file.startsWith("assets/") ? caches.match(address) : undefined;
}

// Keeps the copy of the turn before too: pages that are open may still ask for its assets. Which one that was its number tells, not its age:
// after a rollback an old copy has its turn again, and a version that was overtaken while it waited never had one.
async function dropOldCopies() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX + self.registration.scope + " ") && name !== NAME);
  const turns = await Promise.all(others.map(findTurn)), last = Math.max(0, ...turns), before = turns.lastIndexOf(last);
  await (await caches.open(NAME)).put(TURN, new Response(last + 1));
  await Promise.all(others.filter((_, at) => at !== before).map((name) => caches.delete(name)));
}

// Gives the number of a copy's last turn, from 1 on; 0 where pages never had it.
async function findTurn(name) {
  const mark = await (await caches.open(name)).match(TURN);
  return mark ? Number(await mark.text()) : 0;
}

async function answer(request) {
  const file = nameFile(request.url), address = makeAddress(file);
  const kept = file in SITE.files ? await (await caches.open(NAME)).match(address) : file.startsWith("assets/") && (await caches.match(address));
  return kept ? takePart(kept, request.headers.get("range")) : fetch(request);
}

// Gives the part of a file that a request is after, as players of films ask for; the whole file where it is after no part.
async function takePart(kept, range) {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (!(from || to)) return kept;
  const body = await kept.blob(), {size} = body;
  const start = from ? Number(from) : Math.max(0, size - to), end = Math.min(from && to ? Number(to) + 1 : size, size);
  const headers = new Headers(kept.headers), part = start < end;
  headers.delete("content-encoding");
  headers.set("content-range", part ? `bytes ${start}-${end - 1}/${size}` : `bytes */${size}`);
  headers.set("content-length", part ? end - start : 0);
  return new Response(part ? body.slice(start, end, body.type) : null, {status: part ? 206 : 416, headers});
}
