// The package's reasons in the page, in its forms for a public key, a private key and a message: the sentence in the
// visitor's language, and the command, which can be copied. tests/architecture/reasons.test.js checks that no reason lacks
// a sentence.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import en from "../../../www/i18n/en.js";
import reasons from "../../../www/i18n/en/reasons.js";
import ko from "../../../www/i18n/ko.js";
import { url, useBrowser } from "../../support/browser/suite.js";
import { makeKey, openImport } from "../steps/keys.js";
import { closeSides, showView } from "../steps/page.js";
import { openAdding } from "../steps/people.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();
// The page loads these texts after the first view.
Object.assign(en.reasons, reasons);

const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = String(
  generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }),
);
const spki = String(publicKey.export({ type: "spki", format: "pem" }));
const numbers = publicKey.export({ format: "jwk" });
const base64url = (/** @type {string} */ text) => Buffer.from(text).toString("base64url");
const header = (/** @type {object} */ members) => `${base64url(JSON.stringify(members))}.AA.AA.AA.AA`;

/** An SSH key in the form of RFC 4716. */
const rfc4716 = `---- BEGIN SSH2 PUBLIC KEY ----\n${Buffer.alloc(90, 7).toString("base64")}\n---- END SSH2 PUBLIC KEY ----`;
const [cutOff, wrongUse] = [spki.slice(0, 300), JSON.stringify({ ...numbers, use: "sig" })];
/** The first bytes of a key store of Java that holds no private key. */
const javaTrustStore = Buffer.from("feedfeed00000002", "hex");
/** The same, and the object identifier by which Java says that a private key is encrypted. */
const javaKeyStore = Buffer.concat([javaTrustStore, Buffer.from("060a2b060104012a02110101", "hex")]);
/** The first bytes of a PKCS #12 file. */
const pkcs12 = Buffer.from("3080020103308006", "hex");

/**
 * A form, the input (a text for its field, or the bytes of a file), the reason, and how many commands the package
 * gives.
 */
const cases = /** @type {[string, string | Buffer, keyof typeof en.reasons, number][]} */ ([
  ["add", rfc4716, "rfc4716", 1],
  ["add", cutOff, "pem-cut-off", 0],
  ["add", wrongUse, "jwk-use", 0],
  ["add", Buffer.concat([publicKey.export({ type: "spki", format: "der" }), Buffer.from("\n")]), "bytes-after", 0],
  ["load", javaKeyStore, "java-key-store", 2],
  ["load", javaTrustStore, "java-trust-store", 1],
  ["load", pkcs12, "pkcs12", 1],
  ["load", "PuTTY-User-Key-File-3: ssh-rsa\n", "putty", 1],
  ["load", JSON.stringify({ kty: "EC", crv: "P-256", x: "AA", y: "AA", d: "AA" }), "jwk-other-type", 0],
  ["open", `${base64url('{"alg":"RS256"}')}.${base64url("{}")}.AA`, "token", 0],
  ["open", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----", "openpgp-message", 0],
  ["open", Buffer.from("-----BEGIN CMS-----\nMIIBAAAA\n-----END CMS-----\n"), "cms-message", 0],
]);
/** Cases that need a key: without one, the page does not pass the message to the package. */
const withKey = /** @type {typeof cases} */ ([
  ["open", header({ alg: "RSA-OAEP-256", enc: "A256GCM", zip: "DEF" }), "compressed", 0],
  ["open", header({ alg: "RSA1_5", enc: "A256GCM" }), "rsa1_5", 0],
  ["open", header({ alg: "RSA-OAEP-256", enc: "A256GCM" }).replace(/AA$/, "AA="), "part-padding", 0],
  ["open", "hello", "not-five-parts", 0],
]);

/** Shows a form. @param {Page} page @param {string} form */
async function show(page, form) {
  if (form === "add") await openAdding(page);
  else if (form === "load") await openImport(page);
  else {
    await closeSides(page);
    await showView(page, "read");
  }
}

/**
 * Puts a text into the field of a form and submits the form, or chooses a file in it.
 *
 * @param {Page} page
 * @param {string} form
 * @param {string | Buffer} input
 */
async function give(page, form, input) {
  await show(page, form);
  if (typeof input !== "string") {
    await page.locator(`#${form}-file`).setInputFiles({ name: "file", mimeType: "", buffer: input });
    return;
  }
  await page.locator({ add: "#add-key", load: "#load-text" }[form] ?? "#open-text").fill(input);
  await page.locator(`#${form}`).evaluate((element) => /** @type {HTMLFormElement} */ (element).requestSubmit());
}

for (const [language, words, locale] of /** @type {const} */ ([
  ["English", en, "en-US"],
  ["Korean", ko, "ko-KR"],
])) {
  test(`${language}: three forms show the sentence for an error's reason, with its commands`, async (t) => {
    const { context, page, trouble } = await visit({ locale });
    const check = async (/** @type {typeof cases} */ list) => {
      for (const [form, input, reason, count] of list) {
        await t.test(`${form}: ${reason}`, async () => {
          await give(page, form, input);
          const error = page.locator(`#${form}-error`);
          const sentence = /** @type {string} */ (words.reasons[reason]);
          await error.locator("> span").first().getByText(sentence, { exact: true }).waitFor();
          assert.equal(await error.locator("code").count(), count);
          for (const command of await error.locator("code").allTextContents())
            assert.match(command, /^[\w-]+ .*(?:FILE|OUT)/);
        });
      }
    };
    await check(cases);
    if (language === "English") {
      await makeKey(page, { name: "Mine" });
      await check(withKey);
    }
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test("a command can be copied, whole, and the error stays", async () => {
  const { context, page } = await visit();
  await give(page, "add", rfc4716);
  const error = page.locator("#add-error");
  assert.equal(await error.locator("code").textContent(), "ssh-keygen -i -f FILE");
  await error.getByRole("button", { name: "Copy" }).click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) === "ssh-keygen -i -f FILE");
  assert.ok(await error.isVisible());
  await context.close();
});

test("an error that is shown has the names in its values, and changes with the language", async () => {
  const { context, page } = await visit();
  await give(page, "add", JSON.stringify({ TLS_KEY: spki, API_KEY: other }));
  const error = page.locator("#add-error");
  await error.filter({ hasText: "more than one key, in TLS_KEY and API_KEY." }).waitFor();
  assert.deepEqual(await error.locator("bdi").allTextContents(), ["TLS_KEY", "API_KEY"]);
  await page.getByRole("button", { name: "한국어" }).click();
  await error.filter({ hasText: "키가 두 개 이상 들어 있어요(TLS_KEY, API_KEY)." }).waitFor();
  await context.close();
});

test("a link whose key is refused says why", async () => {
  const der = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "der" });
  const { context, page } = await visit({ address: `${url}#k=${der.toString("base64url")}&n=Bob` });
  await page.locator(".arrival", { hasText: en.reasons["not-rsa"] }).waitFor();
  await context.close();
});
