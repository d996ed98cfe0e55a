// The class SealpostError, and what its texts never contain.
import assert from "node:assert/strict";
import { test } from "node:test";
import { internal, sealpost } from "../../support/installed.js";

const { PrivateKey, PublicKey, SealpostError, isSealpostError, seal, unseal } = sealpost;

test("isSealpostError recognises SealpostError and no other error", () => {
  const error = new SealpostError("aborted", "a text", { cause: 5 });
  assert.ok(error instanceof Error);
  assert.equal(String(error), "SealpostError: a text");
  assert.equal(error.cause, 5);
  assert.ok(isSealpostError(error));
  for (const other of [
    new Error("x"),
    null,
    undefined,
    "aborted",
    { code: "aborted", name: "SealpostError" },
    Object.assign(new Error("x"), { code: "aborted" }),
  ]) {
    assert.ok(!isSealpostError(other));
  }
});

test("isSealpostError recognises an error of another copy of the package", async () => {
  const copy = await import(`${internal("base/errors.js")}?another`);
  assert.ok(isSealpostError(new copy.SealpostError("aborted", "x")));
});

test("a passphrase is in no error text, in whatever place it was passed", async () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const publicKey = key.publicKey();
  const secret = "correct horse battery staple";
  const misplaced = /** @type {any} */ (secret);
  /** @type {(() => unknown)[]} */
  const calls = [
    () => PrivateKey.parse(misplaced),
    () => PrivateKey.parse(key.toPem(), misplaced),
    () => PrivateKey.parse(key.toPem({ passphrase: "another" }), { passphrase: secret }),
    () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ [secret]: true })),
    () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ allowWeak: secret })),
    () => PrivateKey.generate(/** @type {any} */ ({ bits: secret })),
    () => PrivateKey.generate(misplaced),
    () => PublicKey.parse(misplaced),
    () => key.decrypt(misplaced),
    () => key.decrypt(new Uint8Array(256), misplaced),
    () => key.toPem(misplaced),
    () => key.toPem(/** @type {any} */ ({ format: "pkcs1", passphrase: secret })),
    () => PrivateKey.parse(publicKey.toPem(), { passphrase: secret }),
    () => key.toPem(/** @type {any} */ ({ format: secret })),
    () => publicKey.encrypt("x", /** @type {any} */ ({ hash: secret })),
    () => publicKey.encrypt("x", /** @type {any} */ ({ label: secret })),
    () => seal("x", misplaced),
    () => unseal(misplaced, key),
    () => unseal(seal("x", publicKey), misplaced),
  ];
  for (const call of calls) {
    try {
      await call();
      assert.fail("nothing was thrown");
    } catch (error) {
      assert.ok(isSealpostError(error), String(error));
      assert.ok(!`${error.stack}${JSON.stringify(error)}${String(error.cause)}`.includes("horse"));
    }
  }
});
