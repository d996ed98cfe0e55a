// The policy is in force, nothing is reported against it, wasm runs under it, and nothing but the page's own files is
// asked for.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { addPerson, launch, makeKey, readMessage, sealMessage, url, visit } from "../steps/keys.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

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

test("header and <meta> carry the same policy, the header frame-ancestors too; the other headers are there", async () => {
  const response = await fetch(url);
  const meta =
    (await response.text()).match(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/)?.[1] ?? "";
  assert.deepEqual(meta.split("; "), policy);
  assert.equal(response.headers.get("content-security-policy"), `${meta}; frame-ancestors 'none'`);
  assert.equal(response.headers.get("cross-origin-opener-policy"), "same-origin");
  assert.equal(response.headers.get("referrer-policy"), "no-referrer");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
});

/** Things that a strict policy forbids, each tried in the page: true where it went through. */
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
 * In a task of the page's own: what the debugger calls may do what the page may not.
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

test("inline script, eval, markup from text and foreign workers are blocked, and reported", async () => {
  const { context, page, trouble } = await visit(browser, { init: `globalThis.attempts = ${attempts}` });
  for (const [name, wentThrough] of Object.entries(await tryAll(page))) assert.equal(wentThrough, false, name);
  const reported = () => trouble.some((text) => text.startsWith("policy: require-trusted-types-for"));
  for (let k = 0; k < 50 && !reported(); k += 1) await page.waitForTimeout(100);
  assert.ok(reported(), "the reports reach this test");
  await context.close();
});

test("control: without the policy, all of it goes through", async () => {
  const { context, page } = await visit(browser, { bypassCSP: true, init: `globalThis.attempts = ${attempts}` });
  const { ["a worker from another file of the site"]: _, ...rest } = await tryAll(page);
  for (const [name, wentThrough] of Object.entries(rest)) {
    assert.equal(wentThrough, true, name);
  }
  await context.close();
});

test("an inline script in the page itself does not run", async () => {
  for (const bypassCSP of [false, true]) {
    const context = await browser.newContext({ bypassCSP });
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
      bypassCSP ? "the control" : "under the policy",
    );
    await context.close();
  }
});

/** The files that stand beside the page, as addresses. */
function ownFiles() {
  const site = readdirSync("dist/site", { recursive: true, encoding: "utf8" });
  return new Set(["/", ...site.map((file) => `/${file}`)]);
}

test("a whole visit asks for nothing but the page's own files, is reported for nothing, and wasm runs", async () => {
  const log = process.env.SEALPOST_SERVER_LOG;
  assert.ok(log, "SEALPOST_SERVER_LOG is not set: run this with `cargo xtask test`");
  const lines = () => readFileSync(log, "utf8").split("\n").filter(Boolean);
  const own = ownFiles();
  const foreign = (/** @type {string[]} */ some) =>
    some.filter((line) => {
      const [method, path, status] = line.split(" ");
      return method !== "GET" || !own.has(path ?? "") || !["200", "304"].includes(status ?? "");
    });

  const start = lines().length;
  const { context, page, trouble } = await visit(browser);
  /** @type {string[]} */
  const asked = [];
  context.on("request", (request) => asked.push(request.url()));
  await page.waitForLoadState("networkidle");
  const publicKey = await makeKey(page, { name: "Alice" });
  const bob = await visit(browser);
  await addPerson(page, { name: "Bob", publicKey: await makeKey(bob.page, { name: "Bob" }) });
  await sealMessage(page, { to: "Bob", text: "hello" });
  await readMessage(page, await sealMessage(page, { to: "yourself (Alice)", text: "hello" }));
  await page.locator("#oaep > summary").click();
  await page.locator("#encrypt-text").fill("hello");
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await page.locator("#encrypt-result").waitFor();
  await page.waitForTimeout(300);

  assert.ok(publicKey.startsWith("-----BEGIN PUBLIC KEY-----"), "wasm ran");
  assert.deepEqual(trouble, []);
  assert.deepEqual(
    asked.filter((address) => !address.startsWith(url)),
    [],
    "no third party",
  );
  const seen = lines().slice(start);
  assert.ok(
    seen.includes("GET / 200") && seen.some((line) => line.includes("keyring-worker.js")),
    "the log is the server's",
  );
  assert.deepEqual(foreign(seen), []);

  await fetch(new URL("not-of-the-page", url));
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(foreign(lines().slice(start)).length, 1, "control: a stray request would be seen");
  await context.close();
  await bob.context.close();
});

test("what a first visit loads is named in the page, so that nothing waits for something else to name it", async () => {
  const { context, page } = await visit(browser);
  await page.locator("#requests-page", { hasText: "since then" }).waitFor();
  const { named, loaded, cores } = await page.evaluate(() => ({
    named: [...document.querySelectorAll("link, script[src], img")].map(
      (element) => Reflect.get(element, "href") ?? Reflect.get(element, "src"),
    ),
    loaded: performance.getEntriesByType("resource").map(({ name }) => name),
    cores: navigator.hardwareConcurrency,
  }));
  assert.ok(loaded.length > 10, "the browser reports what it loaded");
  const chained = loaded.filter((address) => !named.includes(address));
  // The workers are known when the package is; which engine gets the kernel, when it runs.
  const expected = /\/workers\/\w+\/(keyring|generator)-worker\.js$|\/sealpost_kernel\.wasm$/;
  assert.deepEqual(
    chained.filter((address) => !expected.test(address)),
    [],
  );
  const scripts = loaded.filter((address) => address.endsWith(".js") && !expected.test(address));
  assert.equal(new Set(scripts).size, scripts.length, "and each script once");
  assert.equal(page.workers().length, 1 + Math.min(2, cores), "the keyring's worker and its generators, and no other");
  await context.close();
});

test("once loaded, the page works with the network cut", async () => {
  const { context, page, trouble } = await visit(browser);
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
