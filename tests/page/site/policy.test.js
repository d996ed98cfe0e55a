// The content security policy is in force, the page does not violate it, WebAssembly runs under it, and the page
// requests nothing but its own files.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { makeKey } from "../steps/keys.js";
import { readMessage, sealMessage } from "../steps/messages.js";
import { encryptRaw, openWorkbench } from "../steps/oaep.js";
import { addPerson, somebody } from "../steps/people.js";

const { visit, newContext } = useBrowser();

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types default",
];

test("header and <meta> carry the same policy, the header frame-ancestors too; the other headers are sent", async () => {
  const response = await fetch(url);
  const meta =
    (await response.text()).match(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/)?.[1] ?? "";
  assert.deepEqual(meta.split("; "), policy);
  assert.equal(response.headers.get("content-security-policy"), `${meta}; frame-ancestors 'none'`);
  assert.equal(response.headers.get("cross-origin-opener-policy"), "same-origin");
  assert.equal(response.headers.get("referrer-policy"), "no-referrer");
  assert.match(response.headers.get("permissions-policy") ?? "", /^camera=\(self\), /);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
});

/**
 * What the policy forbids, as functions that the page runs. Each returns true if it succeeded, and otherwise
 * returns false or throws.
 */
const attempts = () => ({
  "inline script": () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.stray = true";
    document.head.append(script);
    const ran = globalThis.stray === true;
    globalThis.stray = undefined;
    return ran;
  },
  eval: () => eval("true"),
  "new Function": () => new Function("return true")(),
  innerHTML: () => {
    document.createElement("div").innerHTML = "<b>bold</b>";
    return true;
  },
  "a worker from a blob": () => {
    new Worker(URL.createObjectURL(new Blob([""], { type: "text/javascript" }))).terminate();
    return true;
  },
  "a worker from another file of the site": () => {
    new Worker("main.js").terminate();
    return true;
  },
});

/**
 * Makes the attempts in a task of the page's own, because code that the test calls in the page directly is exempt from
 * the policy.
 *
 * @param {import("playwright-core").Page} page
 */
const tryAll = (page) =>
  page.evaluate(
    () =>
      new Promise((/** @type {(outcome: Record<string, boolean>) => void} */ resolve) => {
        setTimeout(() => {
          /** @type {Record<string, boolean>} */
          const outcome = {};
          for (const [name, attempt] of Object.entries(globalThis.attempts())) {
            try {
              outcome[name] = attempt();
            } catch {
              outcome[name] = false;
            }
          }
          resolve(outcome);
        });
      }),
  );

test("inline script, eval, markup from text and foreign workers are blocked, and a violation is reported", async () => {
  const { context, page, trouble } = await visit({ init: `globalThis.attempts = ${attempts}` });
  for (const [name, wentThrough] of Object.entries(await tryAll(page))) assert.equal(wentThrough, false, name);
  const reported = () => trouble.some((text) => text.startsWith("policy: require-trusted-types-for"));
  for (let k = 0; k < 50 && !reported(); k += 1) await page.waitForTimeout(100);
  assert.ok(reported(), "a violation is reported to this test");
  await context.close();
});

test("control: without the policy, these attempts succeed", async () => {
  const { context, page } = await visit({ bypassCSP: true, init: `globalThis.attempts = ${attempts}` });
  for (const [name, wentThrough] of Object.entries(await tryAll(page))) assert.equal(wentThrough, true, name);
  await context.close();
});

test("an inline script in the page itself does not run", async (t) => {
  for (const bypassCSP of [false, true]) {
    const context = await newContext(t, { bypassCSP });
    const page = await context.newPage();
    await page.route(url, async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        body: (await response.text()).replace("</body>", "<script>globalThis.stray = true</script></body>"),
      });
    });
    await page.goto(url);
    assert.equal(
      await page.evaluate(() => globalThis.stray),
      bypassCSP ? true : undefined,
      bypassCSP ? "control: without the policy it runs" : "under the policy",
    );
  }
});

/** The paths of the built site's files. */
function ownFiles() {
  const site = readdirSync("dist/site", { recursive: true, encoding: "utf8" });
  return new Set(["/", ...site.map((file) => `/${file}`)]);
}

test("a whole visit requests nothing but the page's own files and violates no policy, and WebAssembly runs", async () => {
  const log = process.env.SEALPOST_SERVER_LOG;
  assert.ok(log, "SEALPOST_SERVER_LOG is not set: run this with `cargo xtask test`");
  const lines = () => readFileSync(log, "utf8").split("\n").filter(Boolean);
  const own = ownFiles();
  const foreign = (/** @type {string[]} */ logged) =>
    logged.filter((line) => {
      const [method, path, status] = line.split(" ");
      return method !== "GET" || !own.has(path ?? "") || !["200", "304"].includes(status ?? "");
    });

  const start = lines().length;
  const { context, page, trouble } = await visit({ address: "about:blank" });
  /** @type {string[]} */
  const requested = [];
  context.on("request", (request) => requested.push(request.url()));
  await page.goto(url, { waitUntil: "networkidle" });
  const publicKey = await makeKey(page, { name: "Alice" });
  await addPerson(page, await somebody(visit, "Bob"));
  await sealMessage(page, { to: "Bob", text: "hello" });
  await readMessage(page, await sealMessage(page, { to: "yourself (Alice)", text: "hello" }));
  await openWorkbench(page);
  await encryptRaw(page, "hello");
  await page.waitForTimeout(300);

  assert.ok(publicKey.startsWith("-----BEGIN PUBLIC KEY-----"), "WebAssembly ran");
  assert.deepEqual(trouble, []);
  assert.deepEqual(
    requested.filter((address) => !address.startsWith(url)),
    [],
    "no request to another origin",
  );
  const seen = lines().slice(start);
  assert.ok(
    seen.includes("GET / 200") && seen.some((line) => line.includes("keyring-worker.js")),
    "control: the log is the one of this server",
  );
  assert.deepEqual(foreign(seen), []);

  await fetch(new URL("not-of-the-page", url));
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(foreign(lines().slice(start)).length, 1, "control: a request for another path is found");
  await context.close();
});

test("index.html names all that a first visit loads, so that no file waits for another", async () => {
  const { context, page } = await visit();
  await page.locator("#requests-page", { hasText: "since it was loaded" }).waitFor();
  const { named, loaded, cores } = await page.evaluate(() => ({
    named: [...document.querySelectorAll("link, script[src], img")].map(
      (element) => Reflect.get(element, "href") ?? Reflect.get(element, "src"),
    ),
    loaded: performance.getEntriesByType("resource").map(({ name }) => name),
    cores: navigator.hardwareConcurrency,
  }));
  assert.ok(loaded.length > 10, "the browser reports what it loaded");
  const chained = loaded.filter((address) => !named.includes(address));
  // The package knows the paths of its workers, and the running engine knows whether it can use the kernel.
  const workers = /\/workers\/\w+\/(keyring|generator)-worker\.js$|\/sealpost_kernel\.wasm$/;
  // Parts of the page that are loaded once it works: what came by a link, what the first view does not need (later.js),
  // the workbench, code for other tools, QR codes, new passphrases and their words, passkeys, Korean, "How it works",
  // reasons, the practice, and what several of these share.
  const later =
    /\/(arrivals|later|workbench|elsewhere|qr|new-passphrase|words|passkey|ko|how|reasons|practice|chunk)-[0-9A-Z]{8}\.js$/;
  const expected = new RegExp(`${workers.source}|${later.source}`);
  assert.deepEqual(
    chained.filter((address) => !expected.test(address)),
    [],
  );
  const scripts = loaded.filter((address) => address.endsWith(".js") && !expected.test(address));
  assert.equal(new Set(scripts).size, scripts.length, "each script is loaded once");
  // There is a generator for each core, at most four (docs/engine.md).
  assert.equal(page.workers().length, 1 + Math.min(4, cores), "one keyring worker and its generators");
  await context.close();
});

test("once loaded, the page works without a network", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "First" });
  await context.setOffline(true);
  await makeKey(page, { name: "Offline" });
  assert.equal(
    await readMessage(page, await sealMessage(page, { to: "yourself (Offline)", text: "no network" })),
    "no network",
  );
  assert.deepEqual(trouble, []);
  await context.close();
});
