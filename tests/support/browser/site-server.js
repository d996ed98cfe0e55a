// A server of a test's own for the built site: to be stopped, and to bring a newer version.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { join, normalize, sep } from "node:path";

const site = "dist/site";

const types = /** @type {Record<string, string>} */ ({
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  wasm: "application/wasm",
  svg: "image/svg+xml",
});

/** A server of its own, to be stopped: the built site, with `change` applied to what it answers; nothing is a 404. */
export async function ownServer() {
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
  // One that a failed test forgets does not keep the others from ending.
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
 * Waits until the page's files are kept and the service worker answers for it.
 *
 * @param {import("playwright-core").Page} page
 */
export const kept = (page) =>
  page.evaluate(async () => {
    const { serviceWorker } = navigator;
    await serviceWorker.ready;
    while (!serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
  });

/**
 * The files of a newer version of the page, by path: one that says "letter" where it said "message", and whose workers
 * have a mark, and so another folder. The list of files fits.
 *
 * @param {string} [name] tells one newer version from another
 */
export async function newerVersion(name = "newer") {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  const paths = (await readdir(site, { recursive: true })).map((path) => path.split(sep).join("/"));
  const list = /const files = \{[^}]*\}/;
  /** By the folder of an old worker, that of its newer one. @type {Map<string, string>} */
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
  const worker = files.get("sw.js")?.toString() ?? "";
  const kept = [...files].filter(([path]) => path !== "sw.js" && path !== "_headers");
  const hashes = Object.fromEntries(
    kept.map(([path, body]) => [path, `sha256-${createHash("sha256").update(body).digest("base64")}`]),
  );
  const fitting = worker.replace(list, `const files = ${JSON.stringify(hashes)}`);
  files.set("sw.js", Buffer.from(fitting.replace(/const version = "[^"]*"/, `const version = "${name}"`)));
  return files;
}

/**
 * Has the browser look for a newer version; whether there is one, which waits.
 *
 * @param {import("playwright-core").Page} page
 */
export const update = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => {});
    while (registration.installing) await new Promise((resolve) => setTimeout(resolve, 50));
    return registration.waiting !== null;
  });
