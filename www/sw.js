// The service worker: it caches the page's own files, so that the page works without a network, and answers requests
// for these files only. Every page of an origin can write into the origin's caches. So a cached body is served only if
// its hash is the one that `files` lists, or, for a web worker's script, the one in its path; the type and the headers
// of a cached response are never used. The build fills in `files`, `headers` and `version`.
/**
 * The hash of each file, as in Subresource Integrity, by its path relative to this file.
 *
 * @type {Record<string, string>}
 */
const files = {};
/** The headers of every answer, the same that the server should send. @type {Record<string, string>} */
const headers = {};
/** Differs between versions of the site: each version has a cache of its own. */
const version = "";

/** Content types by the ending of a file's name. @type {Record<string, string>} */
const types = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
};

/**
 * @typedef {Event & { waitUntil: (done: Promise<unknown>) => void }} LifeEvent
 * @typedef {LifeEvent & { request: Request, respondWith: (response: Promise<Response>) => void }} FetchEvent
 * @typedef {object} Known A file that this service worker can answer for.
 * @property {string} address
 * @property {string} integrity The hash of its content, as in Subresource Integrity.
 * @property {boolean} own Whether the file is of this version. A web worker's script may be of another one.
 */
const scope = /** @type {any} */ (self);
const prefix = `sealpost ${scope.registration.scope} `;
const cacheName = prefix + version;
const page = new URL("./", scope.location.href).href;
const home = new URL("index.html", page).href;
/** The hashes of this version's files by their addresses. */
const ownFiles = new Map(Object.entries(files).map(([path, integrity]) => [new URL(path, page).href, integrity]));

scope.addEventListener("install", (/** @type {LifeEvent} */ event) => event.waitUntil(keep()));
scope.addEventListener("activate", (/** @type {LifeEvent} */ event) => event.waitUntil(begin()));
scope.addEventListener("message", (/** @type {MessageEvent} */ { data }) => {
  if (data === "use") scope.skipWaiting();
});
scope.addEventListener("fetch", (/** @type {FetchEvent} */ event) => {
  const known = knownAs(event.request);
  if (known) event.respondWith(answer(known, event));
});

// Tells the pages which requests of this service worker reached the server: the status bar counts them. `transferSize`
// is 0 if the HTTP cache answered.
new PerformanceObserver(async (list) => {
  const entries = /** @type {PerformanceResourceTiming[]} */ (list.getEntries());
  const requests = entries
    .filter(({ transferSize }) => transferSize > 0)
    .map(({ name, startTime }) => ({ address: name, at: performance.timeOrigin + startTime }));
  if (requests.length === 0) return;
  for (const client of await scope.clients.matchAll({ includeUncontrolled: true })) client.postMessage({ requests });
}).observe({ type: "resource", buffered: true });

/**
 * Caches all files of this version, or none if one is missing or has another hash: a visit never mixes two versions.
 */
async function keep() {
  const all = await Promise.all(
    [...ownFiles].map(async ([address, integrity]) => ({ address, body: await download(address, integrity) })),
  );
  const cache = await caches.open(cacheName);
  await Promise.all(all.map(({ address, body }) => cache.put(address, response(address, body))));
}

/**
 * Deletes the caches of earlier versions, except the latest of them: a tab that still shows that version may start its
 * workers later. `claim` has this service worker also answer for pages that were loaded before it was active.
 */
async function begin() {
  const earlier = await otherCaches();
  await Promise.all(earlier.slice(0, -1).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** The names of the caches of other versions, the oldest first. */
async function otherCaches() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(prefix) && name !== cacheName);
}

/**
 * The file that a request asks for; undefined if this service worker leaves the request to the browser.
 *
 * @param {Request} request
 * @returns {Known | undefined}
 */
function knownAs({ method, mode, url }) {
  if (method !== "GET") return undefined;
  const { origin, pathname } = new URL(url);
  const address = mode === "navigate" && origin + pathname === page ? home : origin + pathname;
  const integrity = ownFiles.get(address) ?? workerIntegrity(address);
  return integrity ? { address, integrity, own: ownFiles.has(address) } : undefined;
}

/**
 * The hash of a web worker's script, of this version or another, from its path: the script's folder is named by the
 * hash in hexadecimal.
 *
 * @param {string} address
 */
function workerIntegrity(address) {
  const hash =
    address.startsWith(page) && /^workers\/([0-9a-f]{64})\/[\w-]+\.js$/.exec(address.slice(page.length))?.[1];
  return hash ? integrityOf((hash.match(/../g) ?? []).map((pair) => parseInt(pair, 16))) : undefined;
}

/** Answers from a cache, or else from the server. @param {Known} known @param {FetchEvent} event */
async function answer(known, event) {
  const { address, integrity } = known;
  const kept = await fromCaches(known);
  if (kept) return response(address, kept);
  let body;
  try {
    body = await download(address, integrity);
  } catch (error) {
    if (known.own && (await serverHasAnother(address))) return giveWay(event.request);
    throw error;
  }
  if (known.own) event.waitUntil(replace(address, body.slice(0)));
  return response(address, body);
}

/**
 * A file's content from a cache, if its hash is right. The caches of other versions are searched only for the web
 * workers of those versions.
 *
 * @param {Known} known
 */
async function fromCaches({ address, integrity, own }) {
  const names = own ? [cacheName] : (await otherCaches()).reverse();
  for (const name of names) {
    try {
      const entry = await (await caches.open(name)).match(address);
      const body = await entry?.arrayBuffer();
      if (body && integrityOf(new Uint8Array(await crypto.subtle.digest("SHA-256", body))) === integrity) return body;
    } catch {
      // A cache that cannot be read counts as empty.
    }
  }
  return undefined;
}

/**
 * Writes the server's file into the cache, where the entry was missing or changed.
 *
 * @param {string} address
 * @param {ArrayBuffer} body
 */
async function replace(address, body) {
  try {
    await (await caches.open(cacheName)).put(address, response(address, body));
  } catch {
    // The storage is full: the next visit requests the file again.
  }
}

/**
 * Fetches a file; fails unless the file has this hash. The browser's HTTP cache has the files that the page has just
 * loaded, so it is asked first; the server is asked for what the cache lacks, or has with another content.
 *
 * @param {string} address
 * @param {string} integrity
 */
async function download(address, integrity) {
  try {
    const cached = await fetch(address, { integrity, cache: "force-cache" });
    if (cached.ok) return await cached.arrayBuffer();
  } catch {
    // The content is another one, or there is no connection.
  }
  const found = await fetch(address, { integrity, cache: "no-cache" });
  if (!found.ok) throw new Error(`the server has no ${address}`);
  return found.arrayBuffer();
}

/** Whether the server has a file at this address, whatever its content. @param {string} address */
async function serverHasAnother(address) {
  try {
    return (await fetch(address, { cache: "no-cache" })).ok;
  } catch {
    return false;
  }
}

/**
 * Installs and activates the newer version that the server has, because a file of this version can no longer be had.
 * The next request is then answered by that version.
 *
 * @param {Request} request
 */
async function giveWay({ mode }) {
  const { registration } = scope;
  await registration.update();
  const next = registration.installing ?? registration.waiting;
  if (!next) return Response.error();
  while (next.state === "installing") {
    await new Promise((resolve) => next.addEventListener("statechange", resolve, { once: true }));
  }
  next.postMessage("use");
  // The newer service worker is activated only once this one handles no event. So a navigation is answered with a page
  // that reloads itself after one second.
  return mode === "navigate"
    ? response(home, '<!doctype html><meta http-equiv="refresh" content="1">')
    : Response.error();
}

/** A response with this service worker's own headers. @param {string} address @param {ArrayBuffer | string} body */
function response(address, body) {
  const type = types[address.slice(address.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  return new Response(body, { headers: { ...headers, "Content-Type": type } });
}

/** A SHA-256 hash as in Subresource Integrity. @param {Iterable<number>} hash */
function integrityOf(hash) {
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}
