// SigningKey and VerifyingKey: what they sign and verify, and the arguments that they refuse.
import assert from "node:assert/strict";
import { constants, createPublicKey, sign, verify } from "node:crypto";
import { test } from "node:test";
import { fails, instanceWorks } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";

/** @import { Hash } from "../../../js/index.js" */

const { PrivateKey, PublicKey, SigningKey, VerifyingKey, seal, unseal } = sealpost;
const key = SigningKey.generate({ bits: 2048 });
const verifyingKey = key.verifyingKey();
/** An object that throws when its class is looked up. */
const hostile = new Proxy(
  {},
  {
    getPrototypeOf() {
      throw new Error("looked at");
    },
  },
);

/** The names of each hash in sealpost and in Node, and its length in bytes. @type {[Hash, string, number][]} */
const hashes = [
  ["SHA-1", "sha1", 20],
  ["SHA-224", "sha224", 28],
  ["SHA-256", "sha256", 32],
  ["SHA-384", "sha384", 48],
  ["SHA-512", "sha512", 64],
  ["SHA-512/224", "sha512-224", 28],
  ["SHA-512/256", "sha512-256", 32],
];

for (const [hash, name, length] of hashes) {
  test(`sealpost and Node verify each other's signatures with ${hash}`, () => {
    for (const saltLength of [undefined, 0, 20, length]) {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const node = { padding, saltLength: saltLength ?? length };
      const message = Buffer.from("four words");
      const signature = key.sign("four words", { hash, saltLength });
      assert.ok(verify(name, message, { key: verifyingKey.toPem(), ...node }, signature));
      const theirs = sign(name, message, { key: key.toPem(), ...node });
      assert.equal(verifyingKey.verify(message, theirs, { hash, saltLength }), true);
      assert.equal(verifyingKey.verify("other words", theirs, { hash, saltLength }), false);
      assert.equal(verifyingKey.verify(message, theirs, { hash, saltLength: 21 }), false);
    }
  });
}

test("messages of all kinds and lengths are signed, and text is UTF-8", () => {
  const long = new Uint8Array(9 << 20);
  for (const message of ["", "한", new Uint8Array(), Uint8Array.of(0xff), new ArrayBuffer(5), long]) {
    const signature = key.sign(message);
    assert.equal(signature.length, 256);
    assert.equal(verifyingKey.verify(message, signature), true);
    assert.equal(verifyingKey.verify(message, signature.buffer), true);
  }
  assert.equal(verifyingKey.verify(new TextEncoder().encode("한"), key.sign("한")), true);
  assert.notDeepEqual(key.sign("x"), key.sign("x"), "the salt is random");
});

test("a signature of any wrong length is not valid", () => {
  for (const length of [0, 1, 255, 257, 1024, 1025, 1 << 20]) {
    assert.equal(verifyingKey.verify("x", new Uint8Array(length)), false, String(length));
  }
});

test("keys for signatures are read and written in the forms of encryption keys, and not if a JWK names another purpose", async () => {
  const passphrase = "five words from a die";
  for (const form of [
    key.toPem(),
    key.toPem({ format: "pkcs1" }),
    key.toDer(),
    key.toJwk(),
    key.toPem({ passphrase }),
  ]) {
    assert.deepEqual(SigningKey.parse(form, { passphrase }).toJwk(), key.toJwk());
  }
  const publics = [
    verifyingKey.toPem(),
    verifyingKey.toPem({ format: "openssh" }),
    verifyingKey.toDer({ format: "pkcs1" }),
  ];
  for (const form of [...publics, verifyingKey.toJwk(), JSON.stringify(verifyingKey)]) {
    assert.equal(VerifyingKey.parse(form).thumbprint(), verifyingKey.thumbprint());
    assert.equal(VerifyingKey.parse(form).fingerprint(), PublicKey.parse(form).fingerprint());
  }
  const jwk = { ...verifyingKey.toJwk(), use: "sig", alg: "PS256" };
  assert.equal(
    VerifyingKey.parse(
      {
        keys: [
          { ...jwk, kid: "a" },
          { ...jwk, kid: "b" },
        ],
      },
      { kid: "b" },
    ).bits,
    2048,
  );
  await fails("unsupported-key", () => PublicKey.parse(jwk));
  await fails("unsupported-key", () => VerifyingKey.parse({ ...jwk, use: "enc", alg: "RSA-OAEP" }));
  await fails("unsupported-key", () => SigningKey.parse({ ...key.toJwk(), key_ops: ["decrypt"] }));
  await fails("private-key-given", () => VerifyingKey.parse(key.toPem()));
  await fails("public-key-given", () => SigningKey.parse(verifyingKey.toPem()));
  await fails("passphrase-required", () => SigningKey.parse(key.toPem({ passphrase })));
  await fails(
    "wrong-passphrase",
    () => SigningKey.parse(key.toPem({ passphrase }), { passphrase: "hunter2" }),
    "hunter2",
  );
  await fails("not-exportable", () => JSON.stringify([key]));
  const { asymmetricKeyDetails } = createPublicKey(verifyingKey.toPem());
  assert.equal(asymmetricKeyDetails?.modulusLength, 2048);
});

test("a key of one of the four classes is refused where another class is expected", async () => {
  const encryption = PrivateKey.generate({ bits: 2048 });
  const publicKey = encryption.publicKey();
  const use = (/** @type {any} */ first) => ({
    SigningKey: () => SigningKey.prototype.sign.call(first, "x"),
    VerifyingKey: () => VerifyingKey.prototype.verify.call(first, "x", new Uint8Array(256)),
    PrivateKey: () => unseal("a.b.c.d.e", first),
    PublicKey: () => seal("x", first),
  });
  /** @type {[any, Record<string, string>][]} */
  const keys = [
    [key, { VerifyingKey: "private-key-given" }],
    [verifyingKey, { SigningKey: "public-key-given" }],
    [encryption, { PublicKey: "private-key-given" }],
    [publicKey, { PrivateKey: "public-key-given" }],
  ];
  for (const [given, codes] of keys) {
    for (const [name, call] of Object.entries(use(given))) {
      if (given.constructor.name === name) continue;
      await fails(/** @type {any} */ (codes[name] ?? "invalid-argument"), call);
    }
  }
  await fails("invalid-argument", () => seal("x", publicKey, { from: /** @type {any} */ (encryption) }));
  await fails("public-key-given", () => seal("x", publicKey, { from: /** @type {any} */ (verifyingKey) }));
  await fails("private-key-given", () => unseal("a.b.c.d.e", encryption, { from: /** @type {any} */ (key) }));
  instanceWorks();
});

test("objects of the wrong class, options and arguments of the wrong type are invalid-argument", async () => {
  for (const Class of [SigningKey, VerifyingKey]) {
    const fake = Object.create(Class.prototype);
    const calls = [() => fake.bits, () => fake.toPem(), () => fake.toDer(), () => fake.toJwk(), () => fake.toJSON()];
    const own = [() => fake.sign("x"), () => fake.verify("x", new Uint8Array(256)), () => fake.free()];
    for (const call of [...calls, ...(Class === SigningKey ? [own[0], own[2]] : own.slice(1))]) {
      await fails("invalid-argument", /** @type {() => unknown} */ (call));
    }
    await fails("invalid-argument", () => new /** @type {any} */ (Class)(fake, Symbol("sealpost")));
    await fails("invalid-argument", () => Class.prototype.free.call(/** @type {any} */ (hostile)));
  }
  for (const wrong of [
    "hunter2",
    5,
    ["hunter2"],
    { hash: "hunter2" },
    { hunter2: 1 },
    { mgfHash: "SHA-1" },
    { label: key },
  ]) {
    const options = /** @type {any} */ (wrong);
    await fails("invalid-argument", () => key.sign("x", options), "hunter2");
    await fails("invalid-argument", () => verifyingKey.verify("x", new Uint8Array(256), options), "hunter2");
  }
  for (const saltLength of ["32", -1, 1.5, NaN, Infinity, 2 ** 32, null]) {
    await fails("invalid-argument", () => key.sign("x", { saltLength: /** @type {any} */ (saltLength) }));
  }
  await fails("invalid-argument", () => key.sign("x", { saltLength: 256 - 32 - 1 }));
  assert.equal(verifyingKey.verify("x", new Uint8Array(256), { saltLength: 256 - 32 - 1 }), false);
  const allowWeak = /** @type {any} */ ({ allowWeak: true });
  await fails("invalid-argument", () => SigningKey.parse(key.toPem(), allowWeak));
  await fails("invalid-argument", () => VerifyingKey.parse(verifyingKey.toPem(), allowWeak));
  for (const bytes of [null, undefined, 5, [1], {}, new Uint8Array(new SharedArrayBuffer(4))]) {
    const wrong = /** @type {any} */ (bytes);
    await fails("invalid-argument", () => key.sign(wrong));
    await fails("invalid-argument", () => verifyingKey.verify(wrong, new Uint8Array(256)));
    await fails("invalid-argument", () => verifyingKey.verify("x", wrong));
    await fails("invalid-argument", () => SigningKey.parse(wrong));
    await fails("invalid-argument", () => VerifyingKey.parse(wrong));
  }
  await fails("invalid-argument", () => verifyingKey.verify("x", /** @type {any} */ ("hunter2")), "hunter2");
  await fails("invalid-argument", () => key.sign("\ud800"));
  instanceWorks();
});

test("a call whose option's getter frees the key, and calls with a freed key, fail with disposed", async () => {
  const mine = SigningKey.parse(key.toPem());
  const own = mine.verifyingKey();
  const freeing = {
    get hash() {
      mine.free();
      own.free();
      return "SHA-256";
    },
  };
  await fails("disposed", () => mine.sign("x", /** @type {any} */ (freeing)));
  const rest = [
    () => mine.bits,
    () => mine.verifyingKey(),
    () => mine.toPem(),
    () => mine.toJwk(),
    () => mine.toJSON(),
  ];
  const others = [() => own.bits, () => own.verify("x", new Uint8Array(1)), () => own.toPem(), () => own.thumbprint()];
  for (const use of [...rest, ...others]) await fails("disposed", use);
  mine.free();
  instanceWorks();
});
