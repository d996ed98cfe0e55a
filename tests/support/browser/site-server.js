// A server for the built site that one test starts, stops, and changes to a newer version of the site.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { join, normalize, sep } from "node:path";

/** @import { Page } from "playwright-core" */

const site = "dist/site";

const types = /** @type {Record<string, string>} */ ({
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  wasm: "application/wasm",
  svg: "image/svg+xml",
});

/**
 * Starts a server for the built site. `change` gets each path and its file, if there is one, and returns the body of the
 * answer; undefined is answered with 404. `log` has the requested paths.
 */
export async function startSite() {
  /** @type {string[]} */
  const log = [];
  const server = {
    log,
    address: "",
    /** @type {(path: string, body: Buffer | undefined) => Buffer | undefined} */
    change: (_path, body) => body,
    stop() {},
  };
  const http = createServer(async (request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    log.push(path);
    const file = path === "/" ? "index.html" : normalize(path).slice(1);
    const body = server.change(file, await readFile(join(site, file)).catch(() => undefined));
    if (!body) return void response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": types[file.split(".").at(-1) ?? ""] ?? "text/plain",
      "cache-control": "no-cache",
    });
    response.end(body);
  });
  // A server that a failed test does not stop must not keep the process alive.
  http.unref();
  await new Promise((resolve) => http.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = http.address();
  server.address = `http://localhost:${typeof address === "object" ? address?.port : ""}/`;
  server.stop = () => {
    http.closeAllConnections();
    http.close();
  };
  return server;
}

/**
 * Waits until the service worker has cached the page's files and answers its requests.
 *
 * @param {Page} page
 */
export const untilCached = (page) =>
  page.evaluate(async () => {
    const { serviceWorker } = navigator;
    await serviceWorker.ready;
    while (!serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
  });

/**
 * The files of a newer version of the site, by path. Its page says "letter" instead of "message". Its workers set
 * `version`, so their hashes differ, and with them the names of their folders. The service worker's list of hashes is right.
 *
 * @param {string} [name] the value of `version`
 */
export async function newerVersion(name = "newer") {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  const paths = (await readdir(site, { recursive: true })).map((path) => path.split(sep).join("/"));
  const list = /const files = \{[^}]*\}/;
  /** The folders of newer workers, by those of the old ones. @type {Map<string, string>} */
  const folders = new Map();
  for (const path of paths.filter((path) => /^workers\/\w+\//.test(path))) {
    const body = Buffer.from(`self.version = "${name}";\n${await readFile(join(site, path))}`);
    const [, folder = "", file] = path.split("/");
    folders.set(folder, createHash("sha256").update(body).digest("hex"));
    files.set(`workers/${folders.get(folder)}/${file}`, body);
  }
  for (const path of paths.filter((path) => !path.startsWith("workers/"))) {
    const body = await readFile(join(site, path)).catch(() => undefined);
    if (!body) continue;
    let text = body.toString().replaceAll("Seal a message here", "Seal a letter here");
    for (const [old, newer] of folders) text = text.replaceAll(old, newer);
    files.set(path, path.endsWith(".html") || path.endsWith(".js") ? Buffer.from(text) : body);
  }
  const cached = [...files].filter(([path]) => path !== "sw.js" && path !== "_headers");
  const hashes = Object.fromEntries(
    cached.map(([path, body]) => [path, `sha256-${createHash("sha256").update(body).digest("base64")}`]),
  );
  const serviceWorker = (files.get("sw.js")?.toString() ?? "")
    .replace(list, `const files = ${JSON.stringify(hashes)}`)
    .replace(/const version = "[^"]*"/, `const version = "${name}"`);
  files.set("sw.js", Buffer.from(serviceWorker));
  return files;
}

/**
 * Has the browser look for a newer version of the service worker.
 *
 * @param {Page} page
 * @returns whether a newer version is installed and waits to be activated
 */
export const findsUpdate = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => {});
    while (registration.installing) await new Promise((resolve) => setTimeout(resolve, 50));
    return registration.waiting !== null;
  });
