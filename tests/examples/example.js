// Shared by the tests of the examples: a copy of examples/ with the packed package, a static server with a strict
// policy, and a browser.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, extname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/**
 * What README.md says that a Content-Security-Policy needs, and nothing else but the icons of the examples (`data:`).
 */
export const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:";
/** The same policy, which also requires Trusted Types. */
const TRUSTED_TYPES = `${STRICT}; require-trusted-types-for 'script'`;
/** What `exchange` in examples/shared/exchange.js returns. */
export const EXCHANGED = { decrypted: "a short secret", unsealed: "Meet me at noon." };
/** What `exchangeFile` in the same file returns. */
export const AS_FILE = { file: "Meet me at noon." };
/** What `exchangeInKeyring` in the same file returns. */
export const IN_KEYRING = { keyring: "Meet me at noon." };

/** Examples that run in Node 24, from the npm package `node`, because some of their tools refuse Node 20. */
const IN_NODE_24 = ["jest", "rspack", "parcel", "sveltekit", "vitest", "angular"];
const node24 = dirname(fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url)));

/** @type {Record<string, string>} */
const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
/** The time limit for a run of npm, such as a build. */
const STEP_LIMIT_MS = 5 * 60 * 1000;
/** The time limit for a page to show its result, or for a server to answer. */
const PAGE_LIMIT_MS = 60 * 1000;

/** @type {string} */
let copied;
/** @type {import("playwright-core").Browser | undefined} */
let browser;

after(async () => {
  await browser?.close();
  if (copied) await rm(copied, { recursive: true, force: true });
});

/**
 * Copies an example out of the repository, installs its lock file and the packed package, and builds it. Returns its
 * folder.
 *
 * @param {string} name
 */
export async function buildExample(name) {
  const here = fileURLToPath(new URL("../../examples/", import.meta.url));
  if (!copied) {
    copied = await mkdtemp(join(tmpdir(), "sealpost-examples-"));
    await cp(here, copied, { recursive: true });
    assert.ok(
      process.env.SEALPOST_TARBALL,
      "run tests/examples/ with `cargo xtask test examples`, and tests/more-examples/ with `cargo xtask test " +
        "more-examples`: these pack the package",
    );
    await cp(process.env.SEALPOST_TARBALL, join(copied, "sealpost.tgz"));
  }
  const folder = join(copied, name);
  // An earlier test may have changed the example's files.
  await rm(folder, { recursive: true });
  await cp(join(here, name), folder, { recursive: true });
  npm(folder, "ci", "--no-audit", "--no-fund");
  npm(folder, "run", "build", "--if-present");
  return folder;
}

/**
 * Runs npm and returns its standard output.
 *
 * @param {string} folder
 * @param {string[]} words
 */
export function npm(folder, ...words) {
  const program = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, stdout, stderr } = spawnSync(program, words, options(folder));
  assert.equal(status, 0, `npm ${words.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

/**
 * Starts a script of the example's package.json, until the test is over.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} folder
 * @param {string} script
 * @param {string[]} words Its arguments.
 */
export function startScript(t, folder, script, ...words) {
  const child = spawn("npm", ["run", script, "--", ...words], { ...options(folder), detached: true, stdio: "ignore" });
  t.after(() => {
    // npm starts a shell that starts the server, so the whole process group is ended.
    if (child.pid && child.exitCode === null) process.kill(-child.pid);
  });
}

/**
 * Starts a program of Node, until the test is over.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} folder
 * @param {string} program
 * @param {Record<string, string>} environment
 */
export function startServer(t, folder, program, environment) {
  const { cwd, env } = options(folder);
  const child = spawn(process.execPath, [program], { cwd, env: { ...env, ...environment }, stdio: "ignore" });
  t.after(() => void child.kill());
}

/** The number of a port that is free. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The options with which programs run in a folder of an example. @param {string} folder */
function options(folder) {
  const PATH = [IN_NODE_24.includes(basename(folder)) ? node24 : "", process.env.PATH].filter(Boolean).join(delimiter);
  const env = {
    ...process.env,
    PATH,
    NEXT_TELEMETRY_DISABLED: "1",
    DENO_NO_UPDATE_CHECK: "1",
    NODE_TEST_CONTEXT: undefined,
  };
  return /** @type {const} */ ({ cwd: folder, env, encoding: "utf8", timeout: STEP_LIMIT_MS });
}

/**
 * Requests `address` until its server answers.
 *
 * @param {string} address
 */
export async function untilAnswer(address) {
  for (const end = Date.now() + PAGE_LIMIT_MS; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    try {
      return await fetch(address);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/**
 * Serves a folder. Returns the address.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} folder
 * @param {string} [policy]
 * @param {(path: string) => string | undefined} [rewrite] The path of the file that answers a request for this path;
 *   undefined for 404.
 * @param {Record<string, string>} [more] More headers.
 */
export async function serve(t, folder, policy = STRICT, rewrite = (path) => path, more = {}) {
  const server = createServer(async (request, response) => {
    const requested = new URL(request.url ?? "/", "http://localhost").pathname.replace(/\/$/, "/index.html");
    const path = rewrite(requested);
    const file = join(folder, decodeURIComponent(path ?? "."));
    const body = await readFile(file).catch(() => undefined);
    const type = types[extname(file)] ?? "application/octet-stream";
    const headers = {
      "content-type": type,
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      ...more,
    };
    response.writeHead(body ? 200 : 404, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
}

/**
 * Opens an example's page. Returns the text of its `<output>`, the addresses that were requested, and all complaints:
 * violations of the policy, errors, failed requests, and requests to other origins.
 *
 * @param {string} address
 * @param {string[]} [allowed] Other origins that the page may request files of.
 */
export async function openPage(address, allowed = /** @type {string[]} */ ([])) {
  browser ??= await chromium.launch({
    executablePath: process.env.SEALPOST_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  const context = await browser.newContext();
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  await context.exposeBinding("complain", (_, text) => complaints.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      /** @type {any} */ (window).complain(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  context.on("request", (request) => requests.push(request.url()));
  context.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  try {
    await page.goto(address);
    const output = page.locator("output", { hasText: /./ });
    await output.waitFor({ state: "attached", timeout: PAGE_LIMIT_MS });
    const text = (await output.textContent()) ?? "";
    const { protocol, host } = new URL(address);
    const own = (/** @type {URL} */ url) => url.protocol === protocol && url.host === host;
    const local = (/** @type {URL} */ url) => url.protocol === "data:" || url.protocol === "blob:";
    const foreign = requests
      .map((url) => new URL(url))
      .filter((url) => !own(url) && !local(url) && !allowed.includes(url.origin));
    return { text, complaints: [...complaints, ...foreign.map(({ href }) => `foreign: ${href}`)], requests };
  } finally {
    await context.close();
  }
}

/**
 * Asserts that a page shows `expected`, without complaints. Returns the addresses that were requested.
 *
 * @param {string} address
 * @param {object} [expected]
 * @param {string[]} [allowed] See `openPage`.
 */
export async function assertWorks(address, expected = { ...EXCHANGED, ...IN_KEYRING }, allowed = []) {
  const { text, complaints, requests } = await openPage(address, allowed);
  assert.deepEqual(complaints, [], text);
  assert.deepEqual(JSON.parse(text), expected);
  return requests;
}

/**
 * Asserts that a build works under Trusted Types with the policy of docs/imports.md, and that the browser enforces
 * them: without that policy the keyring fails.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} dist The folder of the build, which is changed.
 */
export async function assertWorksWithTrustedTypes(t, dist) {
  const address = await serve(t, dist, TRUSTED_TYPES);
  const { complaints } = await openPage(address);
  assert.ok(
    complaints.some((complaint) => complaint.startsWith("policy: require-trusted-types-for")),
    complaints.join("\n"),
  );

  const guide = await readFile(new URL("../../docs/imports.md", import.meta.url), "utf8");
  const [, policy] = /^```js\n(trustedTypes\.createPolicy.*?)^```/ms.exec(guide) ?? [];
  assert.ok(policy, "docs/imports.md shows the policy");
  await writeFile(join(dist, "policy.js"), policy);
  const page = join(dist, "index.html");
  await writeFile(page, (await readFile(page, "utf8")).replace("<script", '<script src="policy.js"></script><script'));
  await assertWorks(address);
}
