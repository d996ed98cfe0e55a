// The options of `seal`: jose and `unseal` read messages that were sealed with these options. tests/interop/ has every
// combination with jose and jwcrypto.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as jose from "jose";
import { fails, instanceWorks } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { ALGS, ENCS } from "../../support/jwe.js";

const { PrivateKey, inspect, seal, unseal } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();
const thumbprint = publicKey.thumbprint();
const other = PrivateKey.generate({ bits: 3072 });
/** @type {(options: any, plaintext?: any) => string} */
const sealed = (options, plaintext = "x") => seal(plaintext, publicKey, options);
const theirs = (/** @type {string} */ alg) => jose.importPKCS8(key.toPem(), alg);

test("every alg and enc is opened by jose and by unseal, for plaintexts around a block's length", async () => {
  for (const alg of ALGS) {
    for (const enc of ENCS) {
      for (const length of alg === ALGS[0] ? [0, 1, 15, 16, 17, 1000] : [31]) {
        const plaintext = new Uint8Array(length).fill(7);
        const message = sealed({ alg, enc }, plaintext);
        const opened = await jose.compactDecrypt(message, await theirs(alg));
        assert.deepEqual(new Uint8Array(opened.plaintext), plaintext);
        assert.deepEqual(opened.protectedHeader, { alg, enc, kid: thumbprint });
        assert.deepEqual(unseal(message, key).plaintext, plaintext);
      }
    }
  }
});

test("jose finds the given header, kid and aad, in each form", async () => {
  const header = { cty: "application/json", typ: "JOSE", deep: { 'grüße "\\ \u0001': [1.5, null, true, "\u2028"] } };
  const ours = await theirs("RSA-OAEP-256");
  const base = { alg: "RSA-OAEP-256", enc: "A256GCM" };
  for (const kid of ["theirs/2026-11", "", '\u0000 "quoted\\\u001f', "ключ 🔑"]) {
    const { protectedHeader } = await jose.compactDecrypt(sealed({ header, kid }), ours);
    assert.deepEqual(protectedHeader, { ...base, kid, ...header });
    const general = JSON.parse(sealed({ header, kid, form: "general" }));
    assert.equal(general.recipients[0].header.kid, kid);
    assert.equal(unseal(general, key).kid, kid);
    assert.deepEqual((await jose.generalDecrypt(general, ours)).protectedHeader, { ...base, ...header });
  }
  const aad = Uint8Array.of(0, 255, 7);
  for (const form of /** @type {const} */ (["flattened", "general"])) {
    const message = JSON.parse(seal("x", publicKey, { form, aad, kid: null }));
    const opened = await (form === "flattened"
      ? jose.flattenedDecrypt(message, ours)
      : jose.generalDecrypt(message, ours));
    assert.deepEqual(new Uint8Array(opened.additionalAuthenticatedData ?? []), aad);
    // The name with its quotation marks: a value in base64 can have these three letters too.
    assert.ok(!JSON.stringify(message).includes('"kid"') && !("kid" in (opened.protectedHeader ?? {})));
    assert.deepEqual(unseal(message, key).aad, aad);
    message.aad = "AP8I";
    await fails("decryption-failed", () => unseal(message, key));
  }
  assert.deepEqual(unseal(sealed({ header: { cty: "JWT", x: undefined } }), key).header, {
    ...base,
    kid: thumbprint,
    cty: "JWT",
  });
});

test("the form is the shortest that can hold what is given", () => {
  const formOf = (/** @type {string} */ text) =>
    text.startsWith("{") ? ("recipients" in JSON.parse(text) ? "general" : "flattened") : "compact";
  assert.equal(formOf(sealed({})), "compact");
  assert.equal(formOf(sealed({ aad: "data" })), "flattened");
  assert.equal(formOf(sealed({ form: "flattened" })), "flattened");
  assert.equal(formOf(seal("x", [publicKey, publicKey], { form: "flattened" })), "flattened");
  assert.equal(formOf(sealed({ form: "general" })), "general");
  const both = seal("x", [publicKey, other.publicKey()], { aad: "data", kid: null, enc: "A192CBC-HS384" });
  assert.equal(formOf(both), "general");
  for (const own of [key, other]) assert.equal(unseal(both, own).text(), "x");
  assert.deepEqual(inspect(both).kind, "message");
});

test("options that exclude each other, and values that cannot be written, are invalid-argument", async () => {
  const several = [publicKey, other.publicKey()];
  const circle = { cty: "x", circle: {} };
  circle.circle = circle;
  for (const call of [
    ...[
      { form: "compact", aad: "x" },
      { aad: "" },
      { aad: new Uint8Array((512 << 10) + 1) },
      { aad: 5 },
      { alg: "RSA1_5" },
      { alg: null },
      { enc: "A256CTR" },
      { form: "json" },
      { kid: 5 },
      { kid: "x".repeat(1025) },
      { kid: "\ud800" },
      { zip: "DEF" },
      { cty: "JWT" },
      { header: "{}" },
      { header: [] },
      { header: null },
      { header: new Map() },
      { header: circle },
      { header: { cty: 5 } },
      { header: { typ: null } },
      { header: { cty: "\ud800" } },
      { header: { x: () => 1 } },
      { header: { x: NaN } },
      { header: { x: 5n } },
      { header: { x: [undefined] } },
      { header: { x: "x".repeat(12 << 10) } },
      { header: Object.fromEntries(Array.from({ length: 62 }, (_, index) => [index, 1])) },
      ...["alg", "enc", "kid", "zip", "crit"].map((name) => ({ header: { [name]: "x" } })),
    ].map((options) => () => sealed(options)),
    () => seal("x", several, { kid: "one" }),
    () => seal("x", several, { form: "compact" }),
    () => seal("x", several, { form: "flattened" }),
    () => seal("x", [], { form: "general" }),
  ]) {
    await fails("invalid-argument", call);
  }
  const header = Object.fromEntries(Array.from({ length: 61 }, (_, index) => [index, 1]));
  assert.deepEqual(Object.keys(unseal(sealed({ header }), key).header).length, 64);
  assert.equal(unseal(sealed({ aad: new Uint8Array(512 << 10) }), key).aad?.length, 512 << 10);
  instanceWorks();
});

test("an option is read once, and toJSON of the header cannot change what was checked", () => {
  let reads = 0;
  const options = {
    get header() {
      reads += 1;
      return { toJSON: () => ({ cty: `read ${reads}` }) };
    },
  };
  assert.equal(unseal(sealed(options), key).header.cty, "read 1");
});
