// The page and what it is drawn with, kept for when there is no network. KEPT and SHELF stand above, written by the server.
const PATIENCE = 4000; // a network that says nothing for so long is none

self.addEventListener("install", (event) => {
  const asked = KEPT.map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(FAMILY) && name !== SHELF;
  const cleared = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(cleared.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method === "GET" && KEPT.includes(address.pathname)) event.respondWith(answered(address));
});

async function answered(address) {
  const shelf = await caches.open(SHELF), path = address.pathname;
  try {
    const answer = await fetch(address.href, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status >= 500) return (await shelf.match(path)) ?? answer;
    if (answer.ok && !address.search) await shelf.put(path, answer.clone());
    return answer;
  } catch (error) {
    const kept = await shelf.match(path);
    if (kept) return kept;
    throw error;
  }
}
