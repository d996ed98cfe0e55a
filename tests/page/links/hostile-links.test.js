// Links made to do harm: the page reads any fragment, says that it is damaged, or ignores it, without delay, and stays
// usable.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readLink } from "../../../www/codec/links.js";
import { cleanName } from "../../../www/codec/names.js";
import { url, useBrowser } from "../../support/browser/suite.js";
import { makeKey, publicKeyOf } from "../steps/keys.js";
import { readMessage, sealMessage } from "../steps/messages.js";
import { addPerson, personCard, somebody } from "../steps/people.js";

const { visit } = useBrowser();

/**
 * How often a property is checked. Each run of the suite has a new random seed, which fast-check prints on a failure.
 */
const runs = { numRuns: 2000 };

/** An SPKI of a 2048-bit key, as an invitation carries it. */
const spki = Buffer.concat([
  Buffer.from("30820122300d06092a864886f70d01010105000382010f003082010a0282010100", "hex"),
  Buffer.from(
    Array.from({ length: 256 }, (_, k) => ((k * 89 + 131) % 256) | (k === 0 ? 128 : 0) | (k === 255 ? 1 : 0)),
  ),
  Buffer.from("0203010001", "hex"),
]).toString("base64url");
const compact = `${Buffer.from('{"alg":"RSA-OAEP-256","enc":"A256GCM"}').toString("base64url")}.a.b.c.d`;
const json = Buffer.from('{"protected":"e30","recipients":[{"header":{"kid":"a"}}],"ciphertext":"a"}').toString(
  "base64url",
);
const seeds = [
  `#k=${spki}&n=Bob`,
  `#k=${spki}`,
  `#m=${compact}`,
  `#m=${json}&n=plan.pdf`,
  `#m=${json}&n=%EA%B9%80%E3%85%A4%F0%9F%A6%8A`,
];

/** One of `seeds` with up to five changes: pieces replaced, inserted, repeated or removed. */
const mutated = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(
      fc.record({
        at: fc.nat(20_000),
        length: fc.oneof(fc.nat(4), fc.nat(400)),
        put: fc.oneof(
          fc.constantFrom(
            "",
            "&",
            "=",
            "&n=",
            "&k=",
            "&m=",
            "#",
            "%",
            "%00",
            "%E2%80%AE",
            "%ED%A0%BD",
            ".",
            "_",
            "-",
            "{",
            " ",
            "\ud83d",
          ),
          fc.string({ unit: "binary", maxLength: 30 }),
          fc
            .constantFrom("A", "%", "&", ".", "_w", "//79", "&n=%F0%9F%94%92", "%EF%B7%BA")
            .chain((piece) => fc.integer({ min: 1, max: 9000 }).map((times) => piece.repeat(times))),
        ),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([seed, changes]) =>
    changes.reduce((link, { at, length, put }) => {
      const place = 1 + (at % link.length);
      return link.slice(0, place) + put + link.slice(place + length);
    }, seed),
  );

/** What the page finds in a link, and how long it takes in ms. @param {string} link */
function read(link) {
  const started = performance.now();
  const found = readLink(link);
  return { found, took: performance.now() - started };
}

test("a changed link is read, is damaged, or is no link; its name is clean", () => {
  const kinds = new Set();
  fc.assert(
    fc.property(mutated, (link) => {
      const { found, took } = read(link);
      kinds.add(typeof found === "object" ? found.kind : found);
      // A quadratic reader would take seconds for the longest of these.
      assert.ok(took < 250, `${took} ms for ${link.length} characters`);
      if (typeof found !== "object") return;
      assert.equal(cleanName(found.name), found.name);
      if (found.kind === "invitation") assert.ok(found.der.length > 0 && found.der.length <= 8192);
      else assert.ok(found.sealed.length <= 16_384);
    }),
    runs,
  );
  assert.deepEqual(
    [...kinds].map(String).sort(),
    ["broken", "invitation", "message", "undefined"],
    "control: the runs had every outcome",
  );
});

test("reading a link takes time in proportion to its length", () => {
  for (const piece of ["#k=", "&n=a", "%41", "#", "https://", "a.b.", "=&"]) {
    const time = (/** @type {number} */ length) => {
      const link = `#k=${piece.repeat(length / piece.length)}`;
      return Math.min(...Array.from({ length: 3 }, () => read(link).took));
    };
    const [short, long] = [time(100_000), time(1_600_000)];
    // Sixteen times the length; a quadratic reader takes 256 times as long.
    assert.ok(long < 160 * Math.max(short, 0.05), `${piece}: ${short} ms, then ${long} ms`);
  }
});

/**
 * Keys in invitations that a recursive reader would decode many times over, such as base64 within base64. Each is
 * shorter than the limit of 8,192 characters.
 */
const nested = {
  "byte order marks": Buffer.from("fffe".repeat(3052), "hex").toString("base64url"),
  "byte order marks of the other byte order": Buffer.from("feff".repeat(3052), "hex").toString("base64url"),
  base64: Array.from({ length: 24 }).reduce((/** @type {string} */ text) => {
    const next = Buffer.from(text).toString("base64url");
    return next.length < 8150 ? next : text;
  }, "FF FE"),
  "lines of PEM": Buffer.from("-----BEGIN PUBLIC KEY-----\n".repeat(220)).toString("base64url"),
  "DER sequences": Buffer.from("3082".repeat(3000), "hex").toString("base64url"),
};

test("links made to stall or crash the page are answered within two seconds, and the page stays usable", async () => {
  const { context, page, trouble } = await visit();
  const publicKey = await makeKey(page, { name: "Alice" });
  const links = [
    ...Object.values(nested).map((key) => `#k=${key}`),
    ...Object.values(nested).map((key) => `#k=${key}&n=Bob`),
    ...fc.sample(mutated, { seed: 11, numRuns: 150 }).map((link) => encodeURI(link.replace(/\p{Cs}/gu, ""))),
  ].filter((link) => typeof readLink(link) === "object" && link.length < 16_384);
  assert.ok(links.some((link) => link.length > 8000) && links.length > 20, `control: ${links.length} links`);
  for (const link of links) {
    const took = await page.evaluate(async (link) => {
      const started = performance.now();
      location.hash = link;
      while (!document.querySelector(".arrival")) await new Promise((resolve) => setTimeout(resolve, 10));
      document.querySelector(".arrival")?.remove();
      return performance.now() - started;
    }, link);
    assert.ok(took < 2000, `${took} ms for ${link.slice(0, 30)}`);
  }
  assert.equal(page.url(), url);
  await addPerson(page, await somebody(visit, "Bob"));
  await sealMessage(page, { to: ["Bob", "yourself (Alice)"], text: "for two" });
  assert.equal(await readMessage(page, await page.getByLabel("The sealed message").inputValue()), "for two");
  assert.equal(await publicKeyOf(page, "Alice"), publicKey);
  assert.deepEqual(trouble, []);
  await context.close();
});

/** Makes every function of the wasm instances in the page's thread trap once `trapped` is set. It runs in the page. */
function plantTrap() {
  for (const name of /** @type {const} */ (["instantiate", "instantiateStreaming"])) {
    const original = /** @type {(...given: unknown[]) => Promise<any>} */ (WebAssembly[name]);
    Reflect.set(WebAssembly, name, async (/** @type {unknown[]} */ ...given) => {
      const made = await original(...given);
      const instance = made.instance ?? made;
      const exports = Object.fromEntries(
        Object.entries(instance.exports).map(([name, value]) => [
          name,
          typeof value === "function" ? trapping(value) : value,
        ]),
      );
      const planted = { exports };
      Object.setPrototypeOf(planted, WebAssembly.Instance.prototype);
      return made.instance ? { instance: planted, module: made.module } : planted;
    });
  }
  const trapping = (/** @type {Function} */ original) =>
    new Proxy(original, {
      apply(target, self, given) {
        if (Reflect.get(globalThis, "trapped")) throw new WebAssembly.RuntimeError("planted");
        return Reflect.apply(target, self, given);
      },
    });
}

test("if the page's own wasm module traps on a link, the page says so, and keys in the worker stay usable", async () => {
  const bob = await somebody(visit, "Bob");
  const { context, page, trouble } = await visit({ init: plantTrap });
  await makeKey(page, { name: "Alice" });
  await addPerson(page, { name: "Bob", publicKey: bob.link });
  await page.evaluate((link) => {
    Reflect.set(globalThis, "trapped", true);
    location.hash = link;
  }, seeds[0] ?? "");
  await page.locator(".arrival", { hasText: "The page has made a mistake" }).waitFor();
  await sealMessage(page, { to: ["Bob", "yourself (Alice)"], text: "for two" });
  assert.equal(await readMessage(page, await page.getByLabel("The sealed message").inputValue()), "for two");
  await personCard(page, "Bob").getByRole("button", { name: "Verify" }).click();
  await personCard(page, "Bob").locator('[data-slot="error"]', { hasText: "The page has made a mistake" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
