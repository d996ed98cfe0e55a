// What the keyring's worker does with long messages: the same with WebCrypto and without.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FlattenedEncrypt, GeneralEncrypt, importSPKI } from "jose";
import { fails, internal } from "./installed.js";

/** The modules that the worker has, which are not those of Node's entry. @type {typeof import("../../js/index.js")} */
const { PrivateKey, initSync, unseal } = await import(internal("index.js"));
initSync(readFileSync(fileURLToPath(internal("wasm/sealpost_bg.wasm"))));
/** @type {{ sealContent: typeof import("../../js/api/content.js").sealContent, unsealContent: typeof import("../../js/api/content.js").unsealContent }} */
const { sealContent, unsealContent } = await import(internal("api/content.js"));
/** @type {typeof import("../../js/base/base64url.js")} */
const { decode, encode } = await import(internal("base/base64url.js"));
/** @type {typeof import("../../js/api/key.js")} */
const { rawPrivateKey, rawPublicKey } = await import(internal("api/key.js"));

const keys = [PrivateKey.generate({ bits: 2048 }), PrivateKey.generate({ bits: 2048 })];
const raws = keys.map(rawPrivateKey);
const halves = keys.map((key) => rawPublicKey(key.publicKey()));
const ways = [{ subtle: crypto.subtle }, { subtle: undefined }];

/** @param {number} length */
function message(length) {
  return Uint8Array.from({ length }, (_, index) => index * 31);
}

test("sealed with WebCrypto and without is the same text, where the random numbers are", async (t) => {
  let state = 0;
  t.mock.method(crypto, "getRandomValues", (/** @type {Uint8Array} */ target) => {
    for (let at = 0; at < target.length; at += 1) target[at] = (state = (state * 1103515245 + 12345) >>> 0) >> 16;
    return target;
  });
  for (const recipients of [halves.slice(0, 1), halves]) {
    for (const length of [0, 1, 2, 3, 1000]) {
      const texts = [];
      for (const way of ways) {
        state = length;
        texts.push(await sealContent(message(length), recipients, way));
      }
      assert.equal(texts[0], texts[1]);
      state += 1;
      assert.notEqual(await sealContent(message(length), recipients, {}), texts[0], "they are looked at");
    }
  }
});

test("each way opens what each way has sealed, and so does the whole module", async () => {
  for (const recipients of [halves.slice(0, 1), halves]) {
    for (const seals of ways) {
      const plaintext = message(100_001);
      const sealed = await sealContent(plaintext.slice(), recipients, seals);
      for (const opens of ways) {
        const opened = await unsealContent(` \n${sealed}\n`, raws, opens);
        assert.deepEqual(opened.plaintext, plaintext);
        assert.equal(opened.kid, keys[0]?.publicKey().thumbprint());
      }
      assert.deepEqual(unseal(sealed, keys).plaintext, plaintext);
    }
  }
});

test("every algorithm and form that jose writes is opened either way", async () => {
  const half = await importSPKI(keys[1]?.publicKey().toPem() ?? "", "RSA-OAEP-256");
  const plaintext = message(1000);
  const aad = Uint8Array.of(1, 2, 3);
  for (const enc of ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"]) {
    const header = { alg: "RSA-OAEP-256", enc };
    const flattened = await new FlattenedEncrypt(plaintext)
      .setProtectedHeader(header)
      .setAdditionalAuthenticatedData(aad)
      .encrypt(half);
    const general = await new GeneralEncrypt(plaintext).setProtectedHeader(header).addRecipient(half).encrypt();
    for (const form of [flattened, general]) {
      const text = JSON.stringify(form);
      for (const way of ways) {
        // The key is the second, and the first is tried before.
        const opened = await unsealContent(text, raws, way);
        assert.deepEqual(opened.plaintext, plaintext, enc);
        assert.deepEqual(opened.header, header);
        assert.equal(opened.kid, null);
        assert.deepEqual(opened.aad, form === flattened ? aad : undefined);
        const changed = Buffer.from(form.tag ?? "", "base64url").map((byte) => byte ^ 1);
        const other = { ...form, tag: Buffer.from(changed).toString("base64url") };
        const error = await fails("decryption-failed", () => unsealContent(JSON.stringify(other), raws, way));
        const same = await fails("decryption-failed", () => unseal(JSON.stringify(other), keys));
        assert.equal(error.message, same.message);
      }
    }
  }
});

test("the ciphertext is taken for what it is: each text is opened or refused as by the strict reader", async () => {
  const sealed = await sealContent(message(50), halves, {});
  const parts = JSON.parse(sealed);
  const { ciphertext, ...rest } = parts;
  const compact = await sealContent(message(50), halves.slice(0, 1), {});
  const texts = [
    sealed.replace('"ciphertext"', '"\\u0063iphertext"'),
    sealed.replace(`"${ciphertext}"`, () => `"${ciphertext.slice(1)}\\u00${ciphertext.charCodeAt(0).toString(16)}"`),
    sealed.replace('"ciphertext":', '"ciphertext" \n:\t'),
    JSON.stringify({ unprotected: { ciphertext }, ...rest, ciphertext: "" }),
    JSON.stringify({ unprotected: { ciphertext: "" }, ...parts }),
    JSON.stringify({ other: "ciphertext", ...parts }),
    JSON.stringify({ ...rest, unprotected: { ciphertext } }),
    `${sealed.slice(0, -1)},"ciphertext":"${ciphertext}"}`,
    sealed.replace(ciphertext, `${ciphertext}=`),
    sealed.replace(ciphertext, `${ciphertext} `),
    sealed.replace(ciphertext, ciphertext.replace(/^./, "\u0141")),
    sealed.slice(0, -1),
    compact.replace(".", ".."),
    compact.replace(/\.[^.]*$/, ""),
    compact.replace(/\.([^.]*\.[^.]*)$/, ".\n$1"),
    `${compact}.`,
    "",
    "{",
    "....",
  ];
  const outcome = (/** @type {any} */ { code, plaintext }) => code ?? Buffer.from(plaintext).toString("hex");
  const outcomes = new Set();
  for (const text of texts) {
    let strict;
    try {
      strict = outcome(unseal(text, keys));
    } catch (error) {
      strict = outcome(error);
    }
    outcomes.add(strict.length > 50 ? "opened" : strict);
    for (const way of ways) assert.equal(await unsealContent(text, raws, way).then(outcome, outcome), strict, text);
  }
  assert.deepEqual(outcomes, new Set(["opened", "decryption-failed", "malformed-message"]));
});

test("a cancelled call stops at the next step", async () => {
  const sealed = await sealContent(message(10), halves, {});
  for (const way of ways) {
    // Without WebCrypto there is one step.
    for (const steps of way.subtle ? [0, 1, 2] : [0]) {
      let left = steps;
      const check = () => {
        if (left-- === 0) throw new Error("stop");
      };
      await assert.rejects(unsealContent(sealed, raws.slice(0, 1), { ...way, check }), /stop/);
      left = steps;
      await assert.rejects(sealContent(message(10), halves, { ...way, check }), /stop/);
    }
  }
});

test("each attempt has its own algorithms, and the entries that cannot be read are passed over", async () => {
  const half = await importSPKI(keys[1]?.publicKey().toPem() ?? "", "RSA-OAEP-256");
  for (const [enc, others] of /** @type {const} */ ([
    ["A256GCM", "A128CBC-HS256"],
    ["A128CBC-HS256", "A256GCM"],
    ["A256GCM", "A192GCM"],
  ])) {
    const sealed = await new GeneralEncrypt(message(9))
      .setProtectedHeader({ alg: "RSA-OAEP-256" })
      .setSharedUnprotectedHeader({ enc })
      .addRecipient(half)
      .encrypt();
    const [own] = sealed.recipients;
    const header = { ...own?.header, enc };
    // The entry of somebody who says something else, which comes first, and one that is broken.
    const recipients = [{ ...own, header: { ...header, enc: others } }, { header: { zip: "DEF" } }, { ...own, header }];
    const text = JSON.stringify({ ...sealed, unprotected: undefined, recipients });
    for (const way of ways) assert.deepEqual((await unsealContent(text, raws, way)).plaintext, message(9), enc);
    assert.deepEqual(unseal(text, keys).plaintext, message(9));
  }
});

test("a call whose key is removed between two steps ends as its check says, and the module goes on", async () => {
  const own = PrivateKey.generate({ bits: 2048 });
  const sealed = await sealContent(message(9), [rawPublicKey(own.publicKey())], { subtle: crypto.subtle });
  let isRemoved = false;
  const check = () => {
    if (isRemoved) throw new Error("the key is gone");
  };
  const keys = [rawPrivateKey(own)];
  assert.deepEqual(
    (await unsealContent(sealed, keys, { check, subtle: crypto.subtle })).plaintext,
    message(9),
    "control",
  );
  const opening = unsealContent(sealed, keys, { check, subtle: crypto.subtle });
  own.free();
  isRemoved = true;
  await assert.rejects(opening, { message: "the key is gone" });
  PrivateKey.generate({ bits: 2048 }).free();
});

test("base64url: as Node has it, strict, with the engine's own and without", () => {
  const { toBase64, setFromBase64 } = /** @type {any} */ (Uint8Array.prototype);
  for (const native of toBase64 && setFromBase64 ? [true, false] : [false]) {
    for (let length = 0; length < 70; length += 1) {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      const text = Buffer.from(bytes).toString("base64url");
      assert.equal(encode(bytes, native), text);
      const decoded = decode(`.${text}.`, 1, text.length + 1, 3, native);
      assert.deepEqual(decoded, Uint8Array.of(...bytes, 0, 0, 0));
    }
    for (const text of [
      "A",
      "AAAAA",
      "AB",
      "AAB",
      "AA=",
      "AA==",
      "AAA=",
      "A A",
      "AAA A",
      "AA\n",
      "A+AA",
      "A/AA",
      "AAé",
      "Ł",
    ]) {
      assert.equal(decode(text, 0, text.length, 0, native), undefined, text);
    }
  }
});
