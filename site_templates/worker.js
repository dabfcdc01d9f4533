// The service worker: keeps a whole copy of the site, so that job aids open without a network. SITE stands before this text:
// {version, files: {address: hash}}. Each version has a copy of its own, and a page keeps to the version it began with.
const PREFIX = "perfsupport ";
const NAME = PREFIX + self.registration.scope + " " + SITE.version;
const AT_ONCE = 6;

self.addEventListener("install", (event) => event.waitUntil(keepCopy()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldCopies()));
self.addEventListener("fetch", (event) => {
  const {request} = event;
  if (request.method === "GET" && !request.headers.has("range") && nameFile(request.url) !== null) event.respondWith(answer(request));
});
// A page whose case has ended says this, so that the next case gets the new version.
self.addEventListener("message", ({data}) => data === "take over" && self.skipWaiting());

// Gives the address of a file below the site's folder, or null for what lies elsewhere. What a page is asked with does not matter.
function nameFile(url) {
  const {scope} = self.registration, plain = url.split(/[?#]/)[0];
  return plain.startsWith(scope) ? decodeURIComponent(plain.slice(scope.length)) || "index.html" : null;
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
    await caches.delete(NAME);
    throw error;
  }
}

async function keepFile(copy, file) {
  const address = new URL(encodeURI(file), self.registration.scope), hash = SITE.files[file];
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

// Keeps the last copy but one too: pages that are open may still ask for its assets.
async function dropOldCopies() {
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX + self.registration.scope + " ") && name !== NAME);
  await Promise.all(ours.slice(0, -1).map((name) => caches.delete(name)));
}

async function answer(request) {
  const file = nameFile(request.url), address = new URL(encodeURI(file), self.registration.scope);
  const kept = file in SITE.files ? await (await caches.open(NAME)).match(address) : file.startsWith("assets/") && (await caches.match(address));
  return kept || fetch(request);
}
