// JSON Web Keys (RFC 7517), with jose and Node on the other side.
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { test } from "node:test";
import * as jose from "jose";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { publicKey, key } from "./fixture.js";

/** @import { RsaJwk } from "../../../js/index.js" */

const { PrivateKey, PublicKey, inspect } = sealpost;

const whole = key.toJwk();
const { n, e, d = "" } = whole;

test("sealpost, jose and Node write the same JWKs, and read each other's", async () => {
  assert.deepEqual(whole, createPrivateKey(key.toPem()).export({ format: "jwk" }));
  assert.deepEqual(publicKey.toJwk(), createPublicKey(publicKey.toPem()).export({ format: "jwk" }));
  assert.equal(await jose.calculateJwkThumbprint(publicKey.toJwk()), publicKey.thumbprint());
  const pair = await jose.generateKeyPair("RSA-OAEP-512", { extractable: true });
  const theirs = await jose.exportJWK(pair.privateKey);
  const parsed = PrivateKey.parse(/** @type {RsaJwk} */ (theirs));
  assert.deepEqual(parsed.toJwk(), theirs);
  assert.ok(await jose.importJWK({ ...parsed.toJwk(), alg: "RSA-OAEP" }));
  assert.deepEqual(
    PublicKey.parse(/** @type {RsaJwk} */ (await jose.exportJWK(pair.publicKey))).toJwk(),
    parsed.publicKey().toJwk(),
  );
});

test("a JWK is read from an object, text or bytes, also with n, e and d alone", () => {
  for (const input of [whole, JSON.stringify(whole), `\ufeff ${JSON.stringify(whole, null, 2)}\n`]) {
    assert.deepEqual(PrivateKey.parse(/** @type {RsaJwk} */ (input)).toJwk(), whole);
  }
  // The order of the primes is not known then. The larger one is written as p.
  const larger = /** @type {RsaJwk} */ (PrivateKey.parse({ kty: "RSA", n, e, d }).toJwk());
  assert.deepEqual([larger.n, larger.e, larger.d], [n, e, d]);
  assert.deepEqual([larger.p, larger.q].sort(), [whole.p, whole.q].sort());
  assert.deepEqual(PrivateKey.parse(Buffer.from(JSON.stringify(whole))).toJwk(), whole);
  assert.deepEqual(PublicKey.parse({ kty: "RSA", n, e, d: undefined }).toJwk(), publicKey.toJwk());
  const frozen = Object.freeze(Object.assign(Object.create(null), whole));
  assert.deepEqual(PrivateKey.parse(frozen).toJwk(), whole);
});

test("a JWK for another use or algorithm is unsupported-key", async () => {
  const good = [
    { key_ops: [] },
    { oth: [] },
    { use: "enc" },
    { alg: "RSA-OAEP" },
    { alg: "RSA-OAEP-512", use: "enc", kid: "x", x5c: ["AA"], ext: true },
    { key_ops: ["decrypt"] },
    { key_ops: ["unwrapKey", "sign"] },
  ];
  for (const members of good) assert.equal(PrivateKey.parse({ ...whole, ...members }).bits, 2048);
  for (const key_ops of [["encrypt"], ["wrapKey"]])
    assert.equal(PublicKey.parse({ ...publicKey.toJwk(), key_ops }).bits, 2048);
  const bad = [
    { use: "sig" },
    { alg: "RS256" },
    { alg: "RSA1_5" },
    { alg: "PS512" },
    { key_ops: ["sign"] },
    { oth: [{}] },
    { use: 5 },
  ];
  for (const members of bad) {
    await fails("unsupported-key", () => PrivateKey.parse(/** @type {any} */ ({ ...whole, ...members })));
    await fails("unsupported-key", () => PublicKey.parse(JSON.stringify({ ...publicKey.toJwk(), ...members })));
  }
  await fails("unsupported-key", () => PrivateKey.parse({ ...whole, key_ops: ["encrypt"] }));
  await fails("unsupported-key", () => PublicKey.parse({ ...publicKey.toJwk(), key_ops: ["decrypt"] }));
});

test("JWKs that are damaged, of another type or the wrong half, and sets without RSA keys are refused", async () => {
  await fails("private-key-given", () => PublicKey.parse(whole));
  await fails("public-key-given", () => PrivateKey.parse(publicKey.toJwk()));
  for (const kty of ["EC", "OKP"]) {
    await fails("unsupported-key", () => PublicKey.parse(/** @type {any} */ ({ kty, x: "AA" })));
    await fails("unsupported-key", () => PrivateKey.parse(/** @type {any} */ ({ kty, x: "AA", d: "AA" })));
    await fails("private-key-given", () => PublicKey.parse(/** @type {any} */ ({ kty, x: "AA", d: "AA" })));
  }
  for (const broken of [
    { kty: "RSA" },
    { kty: "RSA", n },
    { kty: "RSA", n, e: "" },
    { kty: "RSA", n, e: 5 },
    { kty: "RSA", n: `${n}=`, e },
    { kty: "RSA", n: `${n}!`, e },
  ]) {
    await fails("malformed-key", () => PublicKey.parse(/** @type {any} */ (broken)));
  }
  const set = { keys: [{ kty: "oct", kid: "x" }, { kty: "EC" }] };
  assert.match((await fails("unsupported-key", () => PublicKey.parse(JSON.stringify(set)))).message, /JWK Set/);
  assert.equal(inspect(JSON.stringify(set)).kind, "public-key");
  for (const secret of [whole, { kty: "oct", k: "AAAA" }]) {
    const secrets = JSON.stringify({ keys: [publicKey.toJwk(), secret] });
    await fails("private-key-given", () => PublicKey.parse(secrets));
    assert.equal(inspect(secrets).kind, "private-key");
  }
  const symmetric = JSON.stringify({ keys: [publicKey.toJwk(), { kty: "oct", k: "AAAA" }] });
  assert.match((await fails("unsupported-key", () => PrivateKey.parse(symmetric))).message, /JWK Set/);
  for (const text of ["{}", "{", '{"keys":"x"}', '{"kty":"RSA","kty":"RSA","n":"AA","e":"AQAB"}', "[]"]) {
    await fails("malformed-key", () => PublicKey.parse(text));
  }
});

test("a long JWK Set is read alike as text and as an object: a private key in it is noticed at any place", async () => {
  const others = Array.from({ length: 300 }, (_, index) => ({ kty: "EC", kid: `k${index}` }));
  const inBoth = (/** @type {object} */ set) => [set, JSON.stringify(set)].map((input) => /** @type {any} */ (input));
  for (const set of inBoth({ keys: [...others.slice(0, 99), { ...publicKey.toJwk(), kid: "mine" }] }))
    assert.equal(PublicKey.parse(set, { kid: "mine" }).thumbprint(), publicKey.thumbprint());
  for (const set of inBoth({ keys: [...others, whole] })) {
    await fails("private-key-given", () => PublicKey.parse(set));
    assert.equal(PrivateKey.parse(set).toPem(), key.toPem());
  }
  for (const length of [3000, 70_000]) {
    for (const set of inBoth({ keys: Array(length).fill({ kty: "EC", kid: "a key of another kind" }) })) {
      const error = await fails("malformed-key", () => PublicKey.parse(set, { kid: "mine" }));
      assert.match(error.message, /too long/);
    }
  }
  // The elements of this array are not there.
  await fails("malformed-key", () => PublicKey.parse(/** @type {any} */ ({ keys: Array(70_000) }), { kid: "mine" }));
});

test("an object with a getter, a proxy and a Map are refused as JWKs, and no getter or toJSON is called", async () => {
  let called = 0;
  const tricks = [
    {},
    Object.create(whole),
    Object.defineProperty({ ...whole }, "n", { get: () => (called += 1) }),
    new Proxy({}, { getOwnPropertyDescriptor: () => assert.fail("hunter2") }),
    new Map(Object.entries(whole)),
  ];
  for (const trick of tricks)
    await fails("invalid-argument", () => PrivateKey.parse(/** @type {any} */ (trick)), "hunter2");
  assert.equal(called, 0);
  const serialized = { ...whole, toJSON: () => ({ kty: "RSA", n: "AA", e: "AQAB" }) };
  assert.deepEqual(PrivateKey.parse(serialized).toJwk(), whole);
});
