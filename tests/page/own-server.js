// A server of a test's own for the built site: to be stopped, and to bring a newer version.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";

const types = /** @type {Record<string, string>} */ ({
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  wasm: "application/wasm",
  svg: "image/svg+xml",
});

/** A server of its own, to be stopped: the built site, with `change` applied to what it answers. */
export async function ownServer() {
  /** @type {string[]} */
  const log = [];
  const server = {
    log,
    address: "",
    change: (/** @type {string} */ _path, /** @type {Buffer} */ body) => body,
    stop() {},
  };
  const http = createServer(async (request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    log.push(path);
    const file = path === "/" ? "index.html" : normalize(path).slice(1);
    try {
      const body = server.change(file, await readFile(join("dist/site", file)));
      response.writeHead(200, {
        "content-type": types[file.split(".").at(-1) ?? ""] ?? "text/plain",
        "cache-control": "no-cache",
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
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
 * A newer version of the page, which says "letter" where it said "message", and its server's change: the page, and the
 * list of files that fits it.
 */
export async function newerVersion() {
  const text = await readFile("dist/site/index.html", "utf8");
  const page = Buffer.from(text.replace(/Seal a message here/g, "Seal a letter here"));
  const hash = createHash("sha256").update(page).digest("base64");
  return {
    page,
    whole(/** @type {string} */ path, /** @type {Buffer} */ body) {
      if (path === "index.html") return page;
      const list = /("index.html": "sha256-)[^"]*/;
      return path === "sw.js" ? Buffer.from(body.toString().replace(list, `$1${hash}`)) : body;
    },
  };
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
