// Keeps the page's own files, so that it works without a network. It asks for nothing else, and answers for nothing
// else. Every page of an origin can write into its caches, so what comes out of one is believed only where its hash is
// the one in the list of files, or in its own path; types and headers are never taken from there. The build fills in
// the list, the headers and the version.
/** @type {Record<string, string>} By the path relative to this file: the hash, as in Subresource Integrity. */
const files = {};
/** The headers of every answer, as the server is to send them. @type {Record<string, string>} */
const headers = {};
/** Names this list among others. */
const version = "";

/** @type {Record<string, string>} By the ending of the file's name. */
const types = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  wasm: "application/wasm",
};

/**
 * @typedef {Event & { waitUntil: (done: Promise<unknown>) => void }} LifeEvent
 * @typedef {LifeEvent & { request: Request, respondWith: (response: Promise<Response>) => void }} FetchEvent
 * @typedef {object} Known A file that this worker can answer for.
 * @property {string} address
 * @property {string} integrity The hash of its content, as in Subresource Integrity.
 * @property {boolean} own Whether it is of this version; a worker's script may be of an earlier one.
 */
const scope = /** @type {any} */ (self);
const prefix = `sealpost ${scope.registration.scope} `;
const cacheName = prefix + version;
const page = new URL("./", scope.location.href).href;
const home = new URL("index.html", page).href;
const own = new Map(Object.entries(files).map(([path, integrity]) => [new URL(path, page).href, integrity]));

scope.addEventListener("install", (/** @type {LifeEvent} */ event) => event.waitUntil(keep()));
scope.addEventListener("activate", (/** @type {LifeEvent} */ event) => event.waitUntil(begin()));
scope.addEventListener("message", (/** @type {MessageEvent} */ { data }) => {
  if (data === "use") scope.skipWaiting();
});
scope.addEventListener("fetch", (/** @type {FetchEvent} */ event) => {
  const known = knownAs(event.request);
  if (known) event.respondWith(answer(known, event));
});

/** Every file, whole and as it was built, or none: a visit never mixes two versions. */
async function keep() {
  const all = await Promise.all(
    [...own].map(async ([address, integrity]) => ({ address, body: await download(address, integrity) })),
  );
  const cache = await caches.open(cacheName);
  await Promise.all(all.map(({ address, body }) => cache.put(address, response(address, body))));
}

/**
 * The files of earlier versions go, except the last one's: a tab that is still open with it may yet start its workers.
 * A page that was open before the first version is served from now on.
 */
async function begin() {
  const earlier = await earlierCaches();
  await Promise.all(earlier.slice(0, -1).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** The names of the caches of other versions, the oldest first. */
async function earlierCaches() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(prefix) && name !== cacheName);
}

/**
 * @param {Request} request
 * @returns {Known | undefined}
 */
function knownAs({ method, mode, url }) {
  if (method !== "GET") return undefined;
  const { origin, pathname } = new URL(url);
  const address = mode === "navigate" && origin + pathname === page ? home : origin + pathname;
  const integrity = own.get(address) ?? workerIntegrity(address);
  return integrity ? { address, integrity, own: own.has(address) } : undefined;
}

/**
 * The hash of a worker's script, of this version or another: the folder it is in is named by it, in hexadecimal.
 *
 * @param {string} address
 */
function workerIntegrity(address) {
  const hash =
    address.startsWith(page) && /^workers\/([0-9a-f]{64})\/[\w-]+\.js$/.exec(address.slice(page.length))?.[1];
  return hash ? integrityOf((hash.match(/../g) ?? []).map((pair) => parseInt(pair, 16))) : undefined;
}

/** @param {Known} known @param {FetchEvent} event */
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
 * A file's content where a cache has it as it was built. Other caches than this version's are looked into for the
 * workers of earlier versions alone.
 *
 * @param {Known} known
 */
async function fromCaches({ address, integrity, own }) {
  const names = own ? [cacheName] : (await earlierCaches()).reverse();
  for (const name of names) {
    try {
      const entry = await (await caches.open(name)).match(address);
      const body = await entry?.arrayBuffer();
      if (body && integrityOf(new Uint8Array(await crypto.subtle.digest("SHA-256", body))) === integrity) return body;
    } catch {
      // A cache that cannot be read has nothing.
    }
  }
  return undefined;
}

/**
 * Puts what the server has in place of an entry that is missing or was changed.
 *
 * @param {string} address
 * @param {ArrayBuffer} body
 */
async function replace(address, body) {
  try {
    await (await caches.open(cacheName)).put(address, response(address, body));
  } catch {
    // No room for it: the next visit asks the server again.
  }
}

/** @param {string} address @param {string} integrity */
async function download(address, integrity) {
  const found = await fetch(address, { integrity, cache: "no-cache" });
  if (!found.ok) throw new Error(`the server has no ${address}`);
  return found.arrayBuffer();
}

/** @param {string} address */
async function serverHasAnother(address) {
  try {
    return (await fetch(address, { cache: "no-cache" })).ok;
  } catch {
    return false;
  }
}

/**
 * A file of this version is lost, and the server has a newer one, which takes over at once: the next try has all of that
 * one.
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
  // It takes over once this one is idle: the page asks again by itself in a second.
  return mode === "navigate"
    ? response(home, '<!doctype html><meta http-equiv="refresh" content="1">')
    : Response.error();
}

/** @param {string} address @param {ArrayBuffer | string} body */
function response(address, body) {
  const type = types[address.slice(address.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  return new Response(body, { headers: { ...headers, "Content-Type": type } });
}

/** @param {Iterable<number>} hash */
function integrityOf(hash) {
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}
