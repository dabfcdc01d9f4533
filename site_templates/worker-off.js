// Stands where the service worker stood, on sites that are not to be used offline: it takes itself and all copies away.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const ours = (await caches.keys()).filter((name) => name.startsWith("perfsupport " + self.registration.scope + " "));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
