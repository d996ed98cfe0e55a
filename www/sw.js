// Keeps the page's own files, so that it works without a network. It asks for nothing else, and answers for nothing
// else. The build puts the list of files, each with its hash, in place of the empty one.
/** @type {Record<string, string>} By the path relative to this file: the hash, as in Subresource Integrity. */
const files = {};
/** Names this list among others. */
const version = "";

/**
 * @typedef {Event & { waitUntil: (done: Promise<void>) => void }} LifeEvent
 * @typedef {Event & { request: Request, respondWith: (response: Promise<Response>) => void }} FetchEvent
 */
const scope = /** @type {any} */ (self);
const prefix = `sealpost ${scope.registration.scope} `;
const cacheName = prefix + version;
const page = new URL("./", scope.location.href).href;
const own = new Set(Object.keys(files).map((path) => new URL(path, page).href));
/** The workers of each version are in a folder of their own in this one. */
const workers = new URL("workers/", page).href;

scope.addEventListener("install", (/** @type {LifeEvent} */ event) => event.waitUntil(keep()));
scope.addEventListener("activate", (/** @type {LifeEvent} */ event) => event.waitUntil(begin()));
scope.addEventListener("message", (/** @type {MessageEvent} */ { data }) => {
  if (data === "use") scope.skipWaiting();
});
scope.addEventListener("fetch", (/** @type {FetchEvent} */ event) => {
  const kept = keptAs(event.request);
  if (kept) event.respondWith(answer(event.request, kept));
});

/** Every file, whole and as it was built, or none: a visit never mixes two versions. */
async function keep() {
  const all = await Promise.all(
    Object.entries(files).map(async ([path, integrity]) => {
      const address = new URL(path, page).href;
      const response = await fetch(address, { integrity, cache: "no-cache" });
      if (!response.ok) throw new Error(`the server has no ${path}`);
      return { address, response };
    }),
  );
  const cache = await caches.open(cacheName);
  await Promise.all(all.map(({ address, response }) => cache.put(address, response)));
}

/**
 * The files of earlier versions go, except the last one's: a tab that is still open with it may yet start its workers.
 * A page that was open before the first version is served from now on.
 */
async function begin() {
  const names = await caches.keys();
  const earlier = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(earlier.slice(0, -1).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** @param {Request} request */
function keptAs({ method, mode, url }) {
  if (method !== "GET") return undefined;
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  if (mode === "navigate" && address === page) return new URL("index.html", page).href;
  return own.has(address) || address.startsWith(workers) ? address : undefined;
}

/** @param {Request} request @param {string} address */
async function answer(request, address) {
  const cache = await caches.open(cacheName);
  const kept = (await cache.match(address)) ?? (address.startsWith(workers) ? await caches.match(address) : undefined);
  return kept ?? fetch(request);
}
