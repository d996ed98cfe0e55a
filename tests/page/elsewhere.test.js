// "Decrypt this elsewhere": the code that the page gives for a ciphertext decrypts exactly that ciphertext. It is run as
// it stands, with Node.js, OpenSSL and Java. Python's is only looked at.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { addPerson, launch, makeKey, saveKey, sealMessage, visit } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
/** Inside the project, where Node.js finds the packages of the lockfile. */
let folder = "";
before(async () => {
  browser = await launch();
  mkdirSync("target/xtask", { recursive: true });
  folder = mkdtempSync(resolve("target/xtask/elsewhere-"));
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** @param {string} tool @param {string} code what the program prints */
function run(tool, code) {
  const [name, program, ...rest] = /** @type {[string, string, ...string[]]} */ (
    { "Node.js": ["open.mjs", process.execPath], Java: ["Open.java", "java"], OpenSSL: ["open.sh", "sh"] }[tool] ?? []
  );
  writeFileSync(join(folder, name), code);
  return execFileSync(program, [...rest, name], { cwd: folder, encoding: "utf8" });
}
const hasJava = spawnSync("java", ["-version"]).status === 0;

/** @param {import("playwright-core").Page} page @param {string} fold @param {string} tool */
async function codeIn(page, fold, tool) {
  const place = page.locator(fold);
  if (!(await place.locator("select").isVisible())) await place.locator("summary").click();
  await place.locator("select").selectOption(tool);
  return place.locator("textarea").inputValue();
}

test("a sealed message, for one and for several", async (t) => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  const bob = await visit(browser);
  await addPerson(page, { name: "Bob", publicKey: await makeKey(bob.page, { name: "Bob" }) });
  await bob.context.close();
  writeFileSync(join(folder, "private-key.pem"), await saveKey(page, "Alice"));
  for (const to of [["yourself (Alice)"], ["Bob", "yourself (Alice)"]]) {
    const sealed = await sealMessage(page, { to, text: "elsewhere, für dich" });
    assert.equal(sealed.startsWith("{"), to.length > 1);
    assert.equal(run("Node.js", await codeIn(page, "#sealed-elsewhere", "Node.js")), "elsewhere, für dich");
    assert.match(await codeIn(page, "#sealed-elsewhere", "Python"), /from jwcrypto import/);
    assert.match(await codeIn(page, "#sealed-elsewhere", "OpenSSL"), /This tool alone lacks/);
    await t.test(`Java, ${to.length}`, { skip: !hasJava && "there is no java on the PATH" }, async () => {
      const code = await codeIn(page, "#sealed-elsewhere", "Java");
      if (to.length > 1) assert.match(code, /This tool alone lacks/);
      else assert.equal(run("Java", code), "elsewhere, für dich");
    });
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a raw ciphertext, with every hash and a label", async (t) => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  writeFileSync(join(folder, "private-key.pem"), await saveKey(page, "Alice"));
  await page.locator("#oaep > summary").click();
  for (const [hash, mgfHash, label] of /** @type {const} */ ([
    ["SHA-256", "", ""],
    ["SHA-1", "SHA-256", "für"],
    ["SHA-512", "", "label"],
  ])) {
    await page.locator("#oaep-hash").selectOption(hash);
    await page.locator("#oaep-mgf").selectOption(mgfHash);
    await page.locator("#oaep-label").fill(label);
    await page.locator("#encrypt-text").fill("raw");
    await page.getByRole("button", { name: "Encrypt", exact: true }).click();
    await page.locator("#encrypt-result").waitFor();
    assert.equal(run("OpenSSL", await codeIn(page, "#encrypt-elsewhere", "OpenSSL")), "raw", hash);
    const node = await codeIn(page, "#encrypt-elsewhere", "Node.js");
    if (mgfHash) assert.match(node, /This tool alone lacks/);
    else assert.equal(run("Node.js", node), "raw", hash);
    await t.test(`Java, ${hash}`, { skip: !hasJava && "there is no java on the PATH" }, async () => {
      assert.equal(run("Java", await codeIn(page, "#encrypt-elsewhere", "Java")), "raw");
    });
  }
  assert.deepEqual(trouble, []);
  await context.close();
});
