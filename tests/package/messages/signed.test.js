// Signed messages: `seal` with `from`, and what `unseal` says of the sender. src/jwt/tests.rs has tokens that break one
// rule at a time.
import assert from "node:assert/strict";
import { createPublicKey, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as jose from "jose";
import { fails, instanceWorks } from "../../support/assertions.js";
import { internal } from "../../support/installed.js";
import { encode, encrypt, wrap, write } from "../../support/jwe.js";
import { sealContent, unsealContent } from "../../support/page-messages.js";

/** @import { Unsealed } from "../../../js/index.js" */
/** @import { Form } from "../../support/jwe.js" */

/**
 * The ES modules that the keyring worker imports. Node's entry has its own instances of the same code.
 *
 * @type {typeof import("../../../js/index.js")}
 */
const { PrivateKey, SigningKey, initSync, inspect, seal, unseal } = await import(internal("index.js"));
initSync(readFileSync(fileURLToPath(internal("wasm/sealpost_bg.wasm"))));
/** @type {typeof import("../../../js/api/sealing.js")} */
const { claimsOf } = await import(internal("api/sealing.js"));
/** @type {typeof import("../../../js/api/key.js")} */
const { rawPrivateKey, rawPublicKey, rawSigningKey } = await import(internal("api/key.js"));

const alice = SigningKey.generate({ bits: 2048 });
const bob = PrivateKey.generate({ bits: 2048 });
const carol = PrivateKey.generate({ bits: 2048 });
const [aliceId, bobId, carolId] = [alice.verifyingKey(), bob.publicKey(), carol.publicKey()].map((key) =>
  key.thumbprint(),
);
const decode = (/** @type {string} */ part = "") => JSON.parse(Buffer.from(part, "base64url").toString());

/**
 * Seals a token for Bob under a header of the caller's.
 *
 * @param {string} token
 * @param {object} header
 * @param {{ form?: Form, aad?: string, unprotected?: { [member: string]: unknown } }} [options]
 */
function sealToken(token, header, { form = "compact", aad, unprotected } = {}) {
  const parts = {
    header: JSON.stringify({ alg: "RSA-OAEP-256", enc: "A256GCM", ...header }),
    ...(aad !== undefined && { aad: Buffer.from(aad) }),
    unprotected,
  };
  const contentKey = randomBytes(32);
  const key = wrap(createPublicKey(bob.publicKey().toPem()), "RSA-OAEP-256", contentKey);
  const content = encrypt("A256GCM", contentKey, Buffer.from(token), parts);
  return write({ ...parts, ...content, recipients: [{ key }] }, form);
}

/** The token in a message for Bob. @param {string} sealed */
async function tokenIn(sealed) {
  const key = await jose.importPKCS8(bob.toPem(), "RSA-OAEP-256");
  return new TextDecoder().decode((await jose.compactDecrypt(sealed, key)).plaintext);
}

/** A token with these claims that Alice signs. @param {object} claims @param {object} [header] */
function signed(claims, header) {
  const parts = [
    { alg: "PS256", typ: "sealpost+jwt", kid: aliceId, jwk: alice.verifyingKey().toJwk(), ...header },
    { iss: aliceId, aud: [bobId], iat: 1_800_000_000, jti: "0123", text: "noon", ...claims },
  ];
  const text = parts.map((part) => encode(JSON.stringify(part))).join(".");
  return `${text}.${encode(Buffer.from(alice.sign(text)))}`;
}

test("a signed message says who wrote it, for whom and when", async () => {
  const contents = [
    'Meet me at "noon".\r\n\t\\ 한 😀',
    "",
    "\0\x1b[2J",
    Uint8Array.of(0xff, 0),
    new Uint8Array(1 << 20),
  ];
  for (const content of contents) {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const recipients = [bob.publicKey(), carol.publicKey(), bob.publicKey()];
    const sealed = seal(content, recipients, { from: alice });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    for (const from of [undefined, alice.verifyingKey(), aliceId, [carolId, aliceId]]) {
      const { plaintext, sender, kid, header, aad, keyId } = unseal(sealed, bob, from === undefined ? {} : { from });
      assert.deepEqual(plaintext, bytes);
      assert.deepEqual([kid, header, aad, keyId], [null, {}, undefined, bobId], "unsigned members are returned");
      assert.ok(sender && sender.signedAt.getTime() >= before && sender.signedAt.getTime() <= Date.now());
      const { signedAt, messageId, ...rest } = sender;
      const verifyingKey = alice.verifyingKey().toPem();
      assert.deepEqual(rest, { id: aliceId, known: from !== undefined, verifyingKey, audience: [bobId, carolId] });
      assert.match(messageId, /^[\w-]{22}$/);
    }
  }
  await fails("message-too-long", () => seal(new Uint8Array((1 << 20) + 1), bob.publicKey(), { from: alice }));
  assert.equal(unseal(seal("x", bob.publicKey()), bob).sender, null);
});

test("the token has the header and the claims that docs/messages.md specifies", async () => {
  const token = await tokenIn(seal("noon", bob.publicKey(), { from: alice }));
  const [header, claims] = token.split(".");
  const jwk = alice.verifyingKey().toJwk();
  assert.deepEqual(decode(header), { alg: "PS256", typ: "sealpost+jwt", kid: aliceId, jwk });
  const { iat, jti, ...rest } = decode(claims);
  assert.deepEqual(rest, { iss: aliceId, aud: [bobId], text: "noon" });
  assert.ok(Math.abs(iat * 1000 - Date.now()) < 60_000 && jti.length === 22);
  const sealedHeader = decode(seal("x", bob.publicKey(), { from: alice }).split(".")[0]);
  assert.equal(sealedHeader.cty, "JWT");
  const described = inspect(seal("x", bob.publicKey(), { from: alice }));
  assert.equal(described.kind === "message" && described.cty, "JWT");
  const plain = inspect(seal("x", bob.publicKey()));
  assert.ok(plain.kind === "message" && !("cty" in plain));
});

test("with `from`, a message that no expected sender signed is signature-invalid, without its plaintext", async () => {
  const token = await tokenIn(seal("noon", bob.publicKey(), { from: alice }));
  const mallory = SigningKey.generate({ bits: 2048 });
  const cty = { cty: "JWT" };
  const messages = [
    seal("noon", bob.publicKey()),
    seal("noon", bob.publicKey(), { from: mallory }),
    seal(token, bob.publicKey()),
    sealToken("noon", cty),
    sealToken(token, { cty: "text/plain" }),
    sealToken(signed({}, { typ: "JWT" }), cty),
    sealToken(signed({ aud: [carolId] }), cty),
    sealToken(`${token.slice(0, -4)}AAAA`, cty),
    sealToken(token, {}, { form: "flattened", unprotected: cty }),
  ];
  const texts = new Set();
  for (const sealed of messages) {
    for (const from of [alice.verifyingKey(), [aliceId]]) {
      const error = await fails("signature-invalid", () => unseal(sealed, bob, { from }), "noon");
      texts.add(error.message);
    }
  }
  assert.equal(texts.size, 1);
  for (const from of [[], "x", `${aliceId}=`, 5, null, [alice], [undefined], bob.publicKey(), {}]) {
    const wrong = /** @type {any} */ (from);
    const code = Array.isArray(from) && from[0] === alice ? "private-key-given" : "invalid-argument";
    await fails(code, () => unseal(seal("x", bob.publicKey()), bob, { from: wrong }));
  }
  for (const beside of [{ header: { cty: "text/plain" } }, { header: {} }, { aad: "x" }]) {
    await fails("invalid-argument", () => seal("x", bob.publicKey(), { from: alice, ...beside }));
  }
  const given = { from: alice, alg: "RSA-OAEP", enc: "A128CBC-HS256", form: "general", kid: "Bob" };
  assert.equal(unseal(seal("x", bob.publicKey(), /** @type {any} */ (given)), bob, { from: aliceId }).kid, null);
  for (const options of ["x", 5, { form: alice }, { from: 5 }, { from: bob }, { from: alice.toPem() }]) {
    await fails("invalid-argument", () => seal("x", bob.publicKey(), /** @type {any} */ (options)));
  }
  instanceWorks();
});

test("a token for another purpose is opened as a text, and a broken token is refused", async () => {
  for (const typ of ["JWT", "sealpost-files+jwt", undefined]) {
    const token = signed({}, { typ });
    const opened = unseal(sealToken(token, { cty: "JWT", kid: "x" }), bob);
    assert.deepEqual([opened.text(), opened.sender, opened.kid, opened.header["cty"]], [token, null, "x", "JWT"]);
  }
  const broken = [
    signed({}, { alg: "PS384" }),
    signed({}, { kid: bobId }),
    signed({}, { crit: ["exp"] }),
    signed({}, { jwk: { ...alice.verifyingKey().toJwk(), use: "enc" } }),
    signed({ aud: undefined }),
    signed({ aud: bobId }),
    signed({ aud: [carolId] }),
    signed({ iss: bobId }),
    signed({ text: undefined }),
    signed({ data: "AA" }),
    signed({ text: undefined, data: "AA==" }),
    signed({}, { pad: "x".repeat(16_000) }),
  ];
  const texts = new Set();
  for (const token of broken) {
    texts.add((await fails("signature-invalid", () => unseal(sealToken(token, { cty: "JWT" }), bob), "noon")).message);
  }
  assert.equal(texts.size, 1);
  // The time is only the writer's claim, so no time is an error.
  for (const iat of [0, 999_999_999_999, 1.5]) {
    const sender = unseal(sealToken(signed({ iat }), { cty: "jwt" }), bob).sender;
    assert.equal(sender?.signedAt.getTime(), iat * 1000);
  }
});

test("unseal returns the same for a token that a reader seals again under another header", async () => {
  const token = await tokenIn(seal("noon", bob.publicKey(), { from: alice }));
  const shown = new Set();
  for (const header of [{ cty: "JWT" }, { cty: "JWT", kid: "Carol", typ: "x", subject: "You are fired" }]) {
    for (const options of [{}, { form: /** @type {const} */ ("flattened"), aad: "You are fired" }]) {
      shown.add(JSON.stringify(unseal(sealToken(token, header, options), bob)));
    }
  }
  assert.equal(shown.size, 1);
});

test("a signed message that its reader seals for somebody else is refused by unseal and by jose", async () => {
  const token = await tokenIn(seal("You are fired.", bob.publicKey(), { from: alice }));
  const key = await jose.importSPKI(carol.publicKey().toPem(), "RSA-OAEP-256");
  const header = { alg: "RSA-OAEP-256", enc: "A256GCM", cty: "JWT", kid: carolId };
  const forwarded = await new jose.CompactEncrypt(Buffer.from(token)).setProtectedHeader(header).encrypt(key);
  for (const options of [{}, { from: alice.verifyingKey() }]) {
    await fails("signature-invalid", () => unseal(forwarded, carol, options), "fired");
  }
  const verifyingKey = await jose.importSPKI(alice.verifyingKey().toPem(), "PS256");
  const options = { typ: "sealpost+jwt", issuer: aliceId };
  assert.equal(
    (await jose.jwtVerify(token, verifyingKey, { ...options, audience: bobId })).payload["text"],
    "You are fired.",
  );
  await assert.rejects(jose.jwtVerify(token, verifyingKey, { ...options, audience: carolId }), /aud/);
});

test("a token that the page decrypts is verified as well, and the claims of the writer reach the keyring", async () => {
  const keys = [rawPrivateKey(bob)];
  const reply_to = bob.publicKey().toJwk();
  const claims = { enc: bobId, name: 'Alice "A"', reply_to };
  for (const subtle of [crypto.subtle, undefined]) {
    const signer = { key: rawSigningKey(alice), claims };
    const publicKeys = [rawPublicKey(bob.publicKey()), rawPublicKey(carol.publicKey())];
    const sealed = await sealContent(new TextEncoder().encode("noon"), publicKeys, { signer }, { subtle });
    for (const way of [crypto.subtle, undefined]) {
      const opened = /** @type {Unsealed} */ (await unsealContent(sealed, keys, { subtle: way, from: [aliceId] }));
      assert.equal(opened.text(), "noon");
      assert.deepEqual(opened.sender?.audience, [bobId, carolId]);
      const { digest, ...rest } = claimsOf(opened) ?? assert.fail("the message is not signed");
      assert.deepEqual(rest, claims);
      assert.match(digest, /^[\w-]{43}$/);
      await fails("signature-invalid", () => unsealContent(sealed, keys, { subtle: way, from: [bobId] }));
      const unsigned = seal("noon", bob.publicKey());
      // Without `subtle`, the module refuses an unsigned message if senders are expected. With `subtle`, `from` is for
      // the token in a signed message only, because `Keyring.unseal` has no such option.
      await fails("signature-invalid", () => unsealContent(unsigned, keys, { from: [aliceId] }));
      const { sender, ...plain } = await unsealContent(unsigned, keys, { subtle: way });
      assert.equal(sender, null);
      assert.equal(Buffer.from(plain.plaintext).toString(), "noon");
    }
  }
  instanceWorks();
});

test("a failing random source fails the signature, and nothing is sealed", async (t) => {
  t.mock.method(crypto, "getRandomValues", () => assert.fail("no entropy"));
  await fails("random-unavailable", () => alice.sign("x"));
  await fails("random-unavailable", () => seal("x", bob.publicKey(), { from: alice }));
});
