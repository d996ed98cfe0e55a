// Bad input in the fields for keys, names, messages and raw OAEP: the page says beside the field what is wrong, and works
// on.
import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { delayWorker } from "../../support/browser/workers.js";
import { keyCard, makeKey, openImport } from "../steps/keys.js";
import { openMessage, openSheet, readMessage, sealMessage } from "../steps/messages.js";
import { decryptRaw, encryptRaw, openWorkbench, submitRaw } from "../steps/oaep.js";
import { showView } from "../steps/page.js";
import { addPerson, openAdding, personCard, submitPerson } from "../steps/people.js";

const { visit } = useBrowser();

/** A key pair as PEM. @param {number} modulusLength @param {number} [publicExponent] */
const rsa = (modulusLength, publicExponent = 65537) =>
  generateKeyPairSync("rsa", {
    modulusLength,
    publicExponent,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
const pair = rsa(2048);
const noise = randomBytes(1_000_000);

/**
 * Checks that a file of 60 kB of random bytes is refused.
 *
 * @param {import("playwright-core").Page} page
 * @param {"add" | "load"} form
 */
async function refusesNoise(page, form) {
  const file = { name: "noise.der", mimeType: "", buffer: noise.subarray(0, 60_000) };
  await page.locator(`#${form}-file`).setInputFiles(file);
  await page.locator(`#${form}-error`, { hasText: "This is not a key" }).waitFor();
}

/**
 * A public key as PEM, of numbers that need not be fit for a key. It is valid DER if the modulus has 256 to 65,000
 * bytes and no zeros in front, and the exponent's first byte is from 1 to 127.
 *
 * @param {Buffer} modulus
 * @param {number[]} exponent
 */
function publicPem(modulus, exponent) {
  /** @param {number} tag @param {...Buffer} parts */
  const der = (tag, ...parts) => {
    const body = Buffer.concat(parts);
    const length =
      body.length < 128 ? [body.length] : body.length < 65536 ? [0x82, body.length >> 8, body.length & 255] : [];
    return Buffer.concat([Buffer.from([tag, ...length]), body]);
  };
  const rsaKey = der(
    0x30,
    der(0x02, (modulus[0] ?? 0) < 128 ? modulus : Buffer.concat([Buffer.from([0]), modulus])),
    der(0x02, Buffer.from(exponent)),
  );
  const algorithm = Buffer.from("300d06092a864886f70d0101010500", "hex");
  const spki = der(0x30, algorithm, der(0x03, Buffer.from([0]), rsaKey));
  return `-----BEGIN PUBLIC KEY-----\n${spki.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END PUBLIC KEY-----\n`;
}

/** A random odd number of this length. @param {number} bits */
function oddModulus(bits) {
  const bytes = randomBytes(Math.ceil(bits / 8));
  bytes[0] = bits % 8 ? (1 << (bits % 8)) - 1 : 255;
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 1;
  return bytes;
}

/** The length of the outer SEQUENCE is wrong by 256. */
const wrongLength = pair.publicKey.replace(/MIIB/, "MIIC");

/** Bad input for the field of a public key: its description, its text, and the beginning of the error. */
const asPublicKey = /** @type {const} */ ([
  ["nothing", "", "Paste the public key"],
  ["white space", " \n ", "Paste the public key"],
  ["other text", "hello", "This is not a key"],
  ["the first half of a key", pair.publicKey.slice(0, 200), "This key is cut off"],
  ["a wrong length in the DER", wrongLength, "This key is damaged"],
  ["e = 1", publicPem(oddModulus(2048), [1]), "This key is not safe to use"],
  ["16,385 bits", publicPem(oddModulus(16_385), [1, 0, 1]), "This key has more than 8192 bits"],
  ["1024 bits", rsa(1024).publicKey, "This key is not safe to use"],
]);

/**
 * What is said first of a message that does not decrypt. Below it is a fold, "Details", with a rarer cause: the
 * sender's program used other hashes than the message names.
 */
const damaged =
  "It does not open. Most likely it was damaged or changed on the way: ask for it again, all of it.\nDetails";

test("bad input as a public key", async (t) => {
  const { context, page, trouble } = await visit();
  await openAdding(page);
  for (const [what, text, answer] of asPublicKey) {
    await t.test(what, async () => {
      await page.getByLabel("Their name").fill("Somebody");
      await page.getByLabel("Their public key").fill(text);
      await page.getByRole("button", { name: "Add", exact: true }).click();
      const error = page.locator("#add-error");
      await error.waitFor();
      assert.ok((await error.innerText()).startsWith(answer), await error.innerText());
      assert.equal(await page.locator("#contacts > li").count(), 0);
      assert.equal(await page.getByLabel("Their public key").getAttribute("aria-invalid"), "true");
    });
  }
  await t.test("a file of 1 MB of noise", async () => {
    await page.locator("#add-file").setInputFiles({ name: "noise.der", mimeType: "", buffer: noise });
    await page.locator("#add-error", { hasText: "This file is too large to be a key." }).waitFor();
  });
  await t.test("a file of 60 kB of noise", async () => {
    await refusesNoise(page, "add");
  });
  await t.test("afterwards a good key is added", async () => {
    await addPerson(page, { name: "Somebody", publicKey: pair.publicKey });
    // The form folds when a person is added, and hides the error with it: so it is opened again.
    await openAdding(page);
    assert.equal(await page.locator("#add-key").isVisible(), true);
    assert.equal(await page.locator("#add-error").isHidden(), true);
    await sealMessage(page, { to: "Somebody", text: "hello" });
  });
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a private key in the field for a public one is refused at once and removed, with a warning", async () => {
  const { context, page } = await visit();
  await openAdding(page);
  await page.getByLabel("Their public key").fill(pair.privateKey);
  const error = page.locator("#add-error");
  await error.waitFor();
  assert.match(await error.innerText(), /Do not share it/);
  assert.equal(await page.getByLabel("Their public key").inputValue(), "");
  assert.equal((await page.content()).includes(pair.privateKey.slice(100, 160)), false);

  const der = Buffer.from(pair.privateKey.replace(/-----[^-]*-----|\s/g, ""), "base64");
  await page.locator("#add-file").setInputFiles({ name: "key.der", mimeType: "", buffer: der });
  await error.filter({ hasText: "Do not share it" }).waitFor();
  await page.keyboard.press("Backspace");
  assert.equal(await error.isHidden(), true, "the error disappears when the field is used again");
  await page.locator("#add-file").setInputFiles({ name: "key.der", mimeType: "", buffer: der });
  await error.waitFor();
  await page.locator("#add-file").setInputFiles({ name: "key.pem", mimeType: "", buffer: Buffer.from(pair.publicKey) });
  await error.waitFor({ state: "hidden" });
  await context.close();
});

test("bad input as a private key", async (t) => {
  const { context, page, trouble } = await visit();
  await openImport(page);
  const cases = /** @type {const} */ ([
    ["nothing", "", "Paste the text of the file"],
    ["other text", "hello", "This is not a key"],
    ["the first half", pair.privateKey.slice(0, 800), "This key is cut off"],
    [
      "a character that is not base64",
      pair.privateKey.replace(/^(.*\n.{30})./, (_, head) => `${head}!`),
      "This key is damaged",
    ],
    ["a public key", pair.publicKey, "This is a public key"],
    ["1024 bits", rsa(1024).privateKey, "This key is not safe to use"],
  ]);
  for (const [what, text, answer] of cases) {
    await t.test(what, async () => {
      await page.getByLabel("Private key file").fill(text);
      await page.getByRole("button", { name: "Import", exact: true }).click();
      const error = page.locator("#load-error");
      await error.waitFor();
      assert.ok((await error.innerText()).startsWith(answer), await error.innerText());
      assert.equal(await page.locator("#keys > li").count(), 0);
    });
  }
  await t.test("bytes that are not text", async () => {
    await refusesNoise(page, "load");
  });
  await t.test("afterwards a good key is loaded, and only once", async () => {
    await page.getByLabel("Private key file").fill(pair.privateKey);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await keyCard(page, "Imported key").waitFor();
    await openImport(page);
    await page.getByLabel("Private key file").fill(pair.privateKey);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.locator("#load-error", { hasText: "This key is here already, as Imported key." }).waitFor();
    assert.equal(await page.locator("#keys > li").count(), 1);
  });
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a person without a name, with a name or key that is taken, or with one's own key is refused", async () => {
  const { context, page } = await visit();
  const own = await makeKey(page, { name: "Mine" });
  const add = (/** @type {string} */ publicKey, /** @type {string} */ name) => submitPerson(page, { name, publicKey });
  const says = (/** @type {string} */ text) => page.locator("#add-error", { hasText: text }).waitFor();
  await add(own, "Me");
  await says("This is your own key.");
  await add(pair.publicKey, "");
  await says("Give them a name");
  await add(pair.publicKey, "Bob");
  await personCard(page, "Bob").waitFor();
  await add(pair.publicKey, "Bobby");
  await says("it belongs to Bob.");
  await add(rsa(2048).publicKey, "Bob");
  await says("There is a Bob already, with another key.");
  assert.equal(await page.locator("#contacts > li").count(), 1);
  await context.close();
});

const change = (/** @type {string} */ text) => (text.startsWith("A") ? "B" : "A") + text.slice(1);

test("bad input as a sealed message", async (t) => {
  const { context, page, trouble } = await visit();
  for (const rubbish of ["rubbish", "a.b.c.d.e"]) {
    await openMessage(page, rubbish);
    await page.locator("#open-error", { hasText: "This is not a sealed message" }).waitFor();
  }
  await openMessage(page, "e30.b.c.d.e");
  await page.locator("#open-error", { hasText: "You have no key here yet." }).waitFor();

  await makeKey(page, { name: "Mine" });
  await showView(page, "read");
  await page.getByLabel("A sealed message").waitFor();
  assert.equal(await page.locator("#open-error").isHidden(), true, "the error disappears when there is a key");
  const sealed = await sealMessage(page, { to: "yourself (Mine)", text: "hello" });
  const other = await visit();
  await makeKey(other.page, { name: "Theirs" });
  const forOther = await sealMessage(other.page, { to: "yourself (Theirs)", text: "hello" });
  await other.context.close();

  const [header = "", ...rest] = sealed.split(".");
  const withHeader = (/** @type {object} */ more) =>
    [
      Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(header, "base64url").toString()), ...more })).toString(
        "base64url",
      ),
      ...rest,
    ].join(".");
  const cases = /** @type {[string, string, string][]} */ ([
    ["nothing", "", "Paste the sealed message"],
    ["other text", "hello", "This is not a sealed message"],
    ["a part is missing", sealed.slice(0, sealed.lastIndexOf(".")), "A sealed message has five parts"],
    ["ciphertext changed", [header, rest[0], rest[1], change(rest[2] ?? ""), rest[3]].join("."), damaged],
    ["encrypted key changed", [header, change(rest[0] ?? ""), ...rest.slice(1)].join("."), damaged],
    ["another algorithm", withHeader({ alg: "RSA1_5" }), "This message was sealed with RSA1_5"],
    ["compressed", withHeader({ zip: "DEF" }), "This message was compressed"],
    ["for someone unknown", forOther, "None of your keys here opens it."],
  ]);
  for (const [what, text, answer] of cases) {
    await t.test(what, async () => {
      await openMessage(page, text);
      const error = page.locator("#open-error");
      await error.waitFor();
      assert.ok((await error.innerText()).startsWith(answer), await error.innerText());
      await page.getByLabel("A sealed message").fill("another");
      assert.equal(await error.isHidden(), true, "the error disappears when the field is changed");
    });
  }
  await t.test("a file of 1 MB of noise", async () => {
    await page.locator("#open-file").setInputFiles({ name: "noise.txt", mimeType: "", buffer: noise });
    await page.locator("#open-error", { hasText: "This is not a sealed message" }).waitFor();
  });
  await t.test("afterwards a good message is opened, wrapped and quoted as mail programs do", async () => {
    const lines = sealed.replace(/.{72}/g, "$&\n");
    const quoted = lines.replace(/^/gm, "> ");
    for (const text of [
      `  ${sealed}\n`,
      lines.replaceAll("\n", " \r\n  "),
      quoted,
      lines.replace(/^/gm, ">> "),
      `Dear Mine,\nhere it is. Yours, A.\n\n${lines}\n\n--\nAlice`,
      `On Monday, Alice wrote:\n> Hello,\n>\n${quoted}\n>\n> Alice\n`,
    ])
      assert.equal(await readMessage(page, text), "hello");
  });
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a message that is not text is offered as a file", async () => {
  const { context, page } = await visit();
  const pem = await makeKey(page, { name: "Mine" });
  const sealed = await page.evaluate(async (pem) => {
    // @ts-expect-error: the address is the page's
    const { seal, PublicKey } = await import("/sealpost/index.js");
    return seal(new Uint8Array([255, 254, 0, 1]), PublicKey.parse(pem));
  }, pem);
  await openMessage(page, sealed);
  await page.getByText("This is not text but a file of 4 bytes.").waitFor();
  assert.equal(await page.locator("#opened-copy").isHidden(), true);
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#opened-save").click()]);
  assert.equal(file.suggestedFilename(), "opened.bin");
  await context.close();
});

test("sealing without a recipient or a text is refused", async () => {
  const { context, page } = await visit();
  await openSheet(page);
  const release = await delayWorker(page, () => page.reload());
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  const error = page.locator("#compose-error");
  await error.filter({ hasText: "Nobody to write to yet." }).waitFor();
  // The page sets `data-step` again when the keyring is open and the page knows its keys.
  await page.evaluate(() => (document.body.dataset.step = "unknown"));
  await release();
  await page.locator('body:not([data-step="unknown"])').waitFor();
  assert.match(await error.innerText(), /^Nobody to write to yet\./, "the error stays, for its cause is still there");
  await makeKey(page, { name: "Mine" });
  assert.equal(await error.isHidden(), true, "the error disappears when there is somebody");
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#compose-error", { hasText: "Write something first, or choose a file." }).waitFor();
  await context.close();
});

test("raw OAEP refuses a plaintext a byte too long, and ciphertexts that are malformed or do not decrypt", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Mine" });
  await openWorkbench(page);
  const ciphertext = await encryptRaw(page, "x".repeat(190));
  await page.getByText("190 of 190 bytes, 0 still fit").waitFor();
  await page.locator("#encrypt-text").fill("x".repeat(191));
  await page.getByText("191 of 190 bytes, 1 too many").waitFor();
  await page.locator("#encrypt").getByRole("button", { name: "Encrypt", exact: true }).click();
  await page
    .locator("#encrypt-error", { hasText: "The plaintext is longer than this key and these settings allow." })
    .waitFor();
  assert.equal(await page.locator("#encrypt-result").isHidden(), true, "no old ciphertext beside the error");

  // One text for every failed decryption, so that the page is no oracle.
  const same = page.locator("#decrypt-error", { hasText: "It does not open. The key, the hash" });
  for (const wrong of [
    // A byte too short, a byte too long, above the modulus, and below it but not a ciphertext.
    randomBytes(255).toString("base64"),
    randomBytes(257).toString("hex"),
    Buffer.alloc(256, 255).toString("base64"),
    randomBytes(256).fill(0, 0, 1).toString("base64"),
  ]) {
    await submitRaw(page, wrong);
    await same.waitFor();
  }
  await submitRaw(page, "not base64!");
  await page.locator("#decrypt-error", { hasText: "This is neither base64 nor hexadecimal." }).waitFor();
  await page.locator("#oaep-label").fill("another label");
  assert.equal(await page.locator("#decrypt-error").isHidden(), true);
  await submitRaw(page, ciphertext);
  await same.waitFor();
  await page.locator("#oaep-label").fill("");
  const quoted = ciphertext.replace(/.{72}/g, "$&\n").replace(/^/gm, "> ");
  const hex = ` ${Buffer.from(ciphertext, "base64").toString("hex").replace(/.{32}/g, "$&\n")} `;
  for (const form of [quoted, hex]) assert.equal(await decryptRaw(page, form), "x".repeat(190));
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the page names what is pasted in the wrong field, and offers to move it", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Mine" });
  const sealed = await sealMessage(page, { to: "yourself (Mine)", text: "hello" });
  await openMessage(page, pair.publicKey);
  await page.locator("#open-error", { hasText: "This is a public key. It is added under People." }).waitFor();
  await page.getByRole("button", { name: "Take it to People" }).click();
  assert.equal(await page.getByLabel("Their public key").inputValue(), pair.publicKey);
  assert.equal(await page.getByLabel("A sealed message").inputValue(), "");

  await page.getByLabel("Their public key").fill(sealed);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator("#add-error", { hasText: "This is a sealed message." }).waitFor();
  await page.getByRole("button", { name: "Take it to Read" }).click();
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.locator("#opened").waitFor();

  await openMessage(page, randomBytes(256).toString("base64"));
  await page.locator("#open-error", { hasText: "This is a raw RSA-OAEP ciphertext" }).waitFor();
  await page.getByRole("button", { name: "Take it to the workbench" }).click();
  assert.equal(await page.locator("#decrypt-diagnose").isVisible(), false, "not offered before a decryption fails");
  await page.locator("#decrypt").getByRole("button", { name: "Decrypt", exact: true }).click();
  await page.getByRole("button", { name: "Find out which settings fit" }).click();
  await page.locator("#decrypt-error", { hasText: "None of the 49 pairs of hashes fits." }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("on request the settings of a ciphertext with other hashes are found and set", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Mine" });
  await openWorkbench(page);
  await page.locator("#oaep-hash").selectOption("SHA-1");
  const ciphertext = await encryptRaw(page, "from long ago");
  await page.locator("#oaep-hash").selectOption("SHA-256");
  await submitRaw(page, ciphertext);
  await page.getByRole("button", { name: "Find out which settings fit" }).click();
  await page.locator("#decrypt-found", { hasText: "The sender used SHA-1." }).waitFor();
  assert.equal(await page.locator("#decrypt-error").isHidden(), true, "what was found is no error");
  await page.locator("#decrypt").getByRole("button", { name: "Decrypt", exact: true }).click();
  await page.locator("#decrypt-result").waitFor();
  assert.equal(await page.locator("#decrypt-output").inputValue(), "from long ago");
  await context.close();
});
