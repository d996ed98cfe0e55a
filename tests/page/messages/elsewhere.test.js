// "Decrypt this elsewhere": the code that the page gives for a sealed message decrypts that message. The code for Node.js,
// and for Java if it is installed, is run unchanged; the code for Python is only read. OpenSSL alone decrypts no JWE.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import * as jose from "jose";
import { useBrowser } from "../../support/browser/suite.js";
import { forgetEverything, makeKey, saveKey } from "../steps/keys.js";
import { openMessage, sealMessage } from "../steps/messages.js";
import { addPerson, somebody } from "../steps/people.js";

const { visit } = useBrowser();
/** A folder inside the project, where Node.js finds the packages of the lockfile. */
let folder = "";
before(async () => {
  mkdirSync("target/xtask", { recursive: true });
  folder = mkdtempSync(resolve("target/xtask/elsewhere-"));
});
after(() => rmSync(folder, { recursive: true }));

/**
 * Runs the code that the page gives for a tool, and returns its output.
 *
 * @param {string} tool
 * @param {string} code
 * @param {NodeJS.ProcessEnv} [more] Further variables of the environment.
 */
function run(tool, code, more) {
  const [name, program, ...rest] = /** @type {[string, string, ...string[]]} */ (
    { "Node.js": ["open.mjs", process.execPath], Java: ["Open.java", "java"] }[tool] ?? []
  );
  writeFileSync(join(folder, name), code);
  return execFileSync(program, [...rest, name], { cwd: folder, encoding: "utf8", env: { ...process.env, ...more } });
}
/** The claims of a JSON Web Token. @param {string} token */
const claimsIn = (token) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
const hasJava = spawnSync("java", ["-version"]).status === 0;

/**
 * The code for a tool, from "Decrypt this elsewhere".
 *
 * @param {import("playwright-core").Page} page
 * @param {string} fold selector of the `<details>` with the code
 * @param {string} tool
 */
async function codeIn(page, fold, tool) {
  const place = page.locator(fold);
  if (!(await place.locator("select").isVisible())) await place.locator("summary").click();
  await place.locator("select").selectOption(tool);
  return place.locator("textarea").inputValue();
}

test("code for a sealed message decrypts it, for one reader and for several", async (t) => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await addPerson(page, await somebody(visit, "Bob"));
  const clear = await saveKey(page, "Alice");
  writeFileSync(join(folder, "private-key.pem"), clear);
  for (const to of [["yourself (Alice)"], ["Bob", "yourself (Alice)"]]) {
    const sealed = await sealMessage(page, { to, text: "elsewhere, für dich" });
    assert.equal(sealed.startsWith("{"), to.length > 1);
    assert.equal(run("Node.js", await codeIn(page, "#sealed-elsewhere", "Node.js")), "elsewhere, für dich");
    assert.match(await codeIn(page, "#sealed-elsewhere", "Python"), /token\.verify\(signer, "PS256"\)/);
    assert.match(await codeIn(page, "#sealed-elsewhere", "OpenSSL"), /This tool alone lacks/);
    await t.test(`Java, ${to.length}`, { skip: !hasJava && "there is no java on the PATH" }, async () => {
      const code = await codeIn(page, "#sealed-elsewhere", "Java");
      if (to.length > 1) assert.match(code, /This tool alone lacks/);
      // Java has no class for tokens: it prints the one in the message.
      else assert.equal(claimsIn(run("Java", code)).text, "elsewhere, für dich");
    });
    const unsigned = await sealMessage(page, { to, text: "nobody signs", signed: false });
    assert.notEqual(unsigned, sealed);
    assert.equal(run("Node.js", await codeIn(page, "#sealed-elsewhere", "Node.js")), "nobody signs");
    assert.doesNotMatch(await codeIn(page, "#sealed-elsewhere", "Python"), /token/);
  }
  await sealMessage(page, { to: "yourself (Alice)", text: "elsewhere, für dich" });
  // The code also reads a private key with a passphrase, as a backup has it by default.
  const PASSPHRASE = "correct hörse";
  const encrypt = ["pkey", "-aes256", "-passout", "env:PASSPHRASE"];
  const key = execFileSync("openssl", encrypt, { input: clear, env: { ...process.env, PASSPHRASE } });
  writeFileSync(join(folder, "private-key.pem"), key);
  const node = await codeIn(page, "#sealed-elsewhere", "Node.js");
  assert.equal(run("Node.js", node, { PASSPHRASE }), "elsewhere, für dich");
  assert.throws(() => run("Node.js", node, { PASSPHRASE: "wrong" }));
  assert.deepEqual(trouble, []);
  await context.close();
});

test("code for messages from other software decrypts them, or says what the tool lacks", async (t) => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(folder, "private-key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const text = new TextEncoder().encode("from another");
  const compact = (/** @type {jose.CompactJWEHeaderParameters} */ header) =>
    new jose.CompactEncrypt(text).setProtectedHeader(header).encrypt(publicKey);
  const flattened = new jose.FlattenedEncrypt(text).setProtectedHeader({ enc: "A256CBC-HS512" });
  flattened.setUnprotectedHeader({ alg: "RSA-OAEP-384" });
  for (const [sealed, tools] of /** @type {const} */ ([
    [await compact({ alg: "RSA-OAEP", enc: "A128GCM", kid: "x" }), ["Python", "Node.js", "Java"]],
    [await compact({ alg: "RSA-OAEP-512", enc: "A192GCM" }), ["Node.js", "Java"]],
    [await compact({ alg: "RSA-OAEP-256", enc: "A128CBC-HS256" }), ["Python", "Node.js"]],
    [JSON.stringify(await flattened.encrypt(publicKey)), ["Node.js"]],
    [`${Buffer.from('{"alg":"RSA-OAEP","enc":"A128GCM","zip":"DEF"}').toString("base64url")}.AA.AA.AA.AA`, []],
  ])) {
    await openMessage(page, sealed);
    await page.locator("#open-elsewhere").waitFor();
    for (const tool of ["Python", "Node.js", "OpenSSL", "Java"]) {
      const code = await codeIn(page, "#open-elsewhere", tool);
      if (!(/** @type {readonly string[]} */ (tools).includes(tool))) assert.match(code, /This tool alone lacks/, tool);
      else if (tool === "Node.js" || (tool === "Java" && hasJava)) assert.equal(run(tool, code), "from another", tool);
      else assert.doesNotMatch(code, /This tool alone lacks/, tool);
    }
  }
  t.diagnostic(hasJava ? "Java ran" : "there is no java on the PATH");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("copied code is listed in what left this browser; forgetting everything hides the code for a message", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "elsewhere" });
  assert.equal(await page.locator("#wire-list > li").count(), 0, "control: nothing has left");
  const header = { alg: "RSA-OAEP", enc: "A128GCM" };
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const foreign = await new jose.CompactEncrypt(Buffer.from("x")).setProtectedHeader(header).encrypt(publicKey);
  for (const [k, fold, message] of /** @type {const} */ ([
    [1, "#sealed-elsewhere", sealed],
    [2, "#open-elsewhere", foreign],
  ])) {
    if (k === 2) await openMessage(page, foreign);
    const code = await codeIn(page, fold, "Node.js");
    assert.ok(code.includes(message), "control: the message is in the code");
    await page.locator(`${fold} .copy`).click();
    await page
      .locator("#wire-list > li")
      .nth(k - 1)
      .waitFor({ state: "attached", timeout: 10_000 });
    assert.equal(await page.locator("#wire-list textarea").first().inputValue(), code);
  }
  assert.match(await page.locator("#wire-left").innerText(), /^2 things have left/);
  await forgetEverything(page);
  await page.locator("#keys > li").waitFor({ state: "detached" });
  assert.equal(await page.locator("#open-elsewhere").getAttribute("hidden"), "");
  assert.deepEqual(trouble, []);
  await context.close();
});
