// An HTTP server for the built site. Each test starts and stops its own, and can change what it answers, for example to
// a newer version of the site.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { join, normalize, sep } from "node:path";

/** @import { Page } from "playwright-core" */

const site = "dist/site";
/**
 * The package's files that the page does not use. Like `cargo xtask serve`, the server also answers requests for them.
 */
const besideSite = "dist/site-package";

const contentTypes = /** @type {Record<string, string>} */ ({
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  wasm: "application/wasm",
  svg: "image/svg+xml",
  png: "image/png",
  webmanifest: "application/manifest+json",
});

/**
 * Starts a server for the built site. A test can replace `change`: it gets the path of a requested file and the content
 * of that file in the built site, undefined if there is none, and returns the body of the answer, or undefined for 404.
 * `log` has the paths of all requests.
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
  const httpServer = createServer(async (request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    log.push(path);
    const file = path === "/" ? "index.html" : normalize(path).slice(1);
    const built = await readFile(join(site, file)).catch(() => readFile(join(besideSite, file)).catch(() => undefined));
    const body = server.change(file, built);
    if (!body) return void response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": contentTypes[file.split(".").at(-1) ?? ""] ?? "text/plain",
      "cache-control": "no-cache",
    });
    response.end(body);
  });
  // A test that fails does not call `stop`. The process must end all the same.
  httpServer.unref();
  await new Promise((resolve) => httpServer.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = httpServer.address();
  server.address = `http://localhost:${typeof address === "object" ? address?.port : ""}/`;
  server.stop = () => {
    httpServer.closeAllConnections();
    httpServer.close();
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
 * The files of a newer version of the site, by path. Its page says "Send a letter only those", not "Send a message
 * only those". The scripts of its workers set `version`, so their hashes differ, and so do their folders, which
 * are named by the hashes. The list of files in its service worker has the hashes of the new files.
 *
 * @param {string} [name] the value of `version`
 */
export async function newerVersion(name = "newer") {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  const paths = (await readdir(site, { recursive: true })).map((path) => path.split(sep).join("/"));
  const fileList = /\bfiles=\{[^}]*\}/;
  /** The newer folder of each worker, by its old folder. @type {Map<string, string>} */
  const folders = new Map();
  for (const path of paths.filter((path) => /^workers\/\w+\//.test(path))) {
    const body = Buffer.from(`self.version = "${name}";\n${await readFile(join(site, path))}`);
    const [, folder = "", file] = path.split("/");
    folders.set(folder, createHash("sha256").update(body).digest("hex"));
    files.set(`workers/${folders.get(folder)}/${file}`, body);
  }
  for (const path of paths.filter((path) => !path.startsWith("workers/"))) {
    const body = await readFile(join(site, path)).catch(() => undefined);
    // A folder cannot be read.
    if (!body) continue;
    let text = body.toString().replaceAll("Send a message only those", "Send a letter only those");
    for (const [old, newer] of folders) text = text.replaceAll(old, newer);
    // In a newer build main.js imports chunks of other names. Here they keep their names.
    if (path === "main.js") text += `// ${name}\n`;
    files.set(path, path.endsWith(".html") || path.endsWith(".js") ? Buffer.from(text) : body);
  }
  // The service worker does not cache its own script, the file that configures the server's headers, and the licences.
  const cached = [...files].filter(([path]) => !["sw.js", "_headers", "licences.txt"].includes(path));
  const hashes = Object.fromEntries(
    cached.map(([path, body]) => [path, `sha256-${createHash("sha256").update(body).digest("base64")}`]),
  );
  const serviceWorker = (files.get("sw.js")?.toString() ?? "")
    .replace(fileList, `files=${JSON.stringify(hashes)}`)
    .replace(/\bversion="[^"]*"/, `version="${name}"`);
  files.set("sw.js", Buffer.from(serviceWorker));
  return files;
}

/**
 * Empties the browser's HTTP cache, which may have a file that neither the service worker nor the server has any more.
 *
 * @param {Page} page
 */
export async function clearHttpCache(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.clearBrowserCache");
  await session.detach();
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
