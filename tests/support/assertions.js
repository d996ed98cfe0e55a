// Assertions that many suites of the package make.
import assert from "node:assert/strict";
import { sealpost } from "./installed.js";

/**
 * Asserts that `operation` throws or rejects with a SealpostError of the given code, that the error has a text of more
 * than 20 characters, and that none of `secrets` is in its text or its stack.
 *
 * @param {import("../../js/index.js").ErrorCode} code
 * @param {() => unknown} operation
 * @param {string[]} secrets
 */
export async function fails(code, operation, ...secrets) {
  const error = await Promise.resolve()
    .then(operation)
    .then(
      () => assert.fail(`nothing was thrown where ${code} was expected`),
      (thrown) => thrown,
    );
  assert.equal(error.name, "SealpostError", error.stack);
  assert.equal(error.code, code, error.message);
  assert.ok(
    error instanceof Error && error.message.length > 20,
    `the text of the error is too short to say what to do: ${error.message}`,
  );
  for (const secret of secrets) assert.ok(!String(error.stack).includes(secret), "the error repeats an argument");
  return /** @type {import("../../js/index.js").SealpostError} */ (error);
}

/** @type {import("../../js/index.js").PrivateKey | undefined} */
let key;

/** Asserts that the wasm instance still works: after an error it must not be left in a broken state. */
export function instanceWorks() {
  key ??= sealpost.PrivateKey.generate({ bits: 2048 });
  assert.equal(sealpost.unseal(sealpost.seal("still here", key.publicKey()), key).text(), "still here");
}
