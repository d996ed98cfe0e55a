// The safety number of two public keys.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { fails } from "../support/assertions.js";
import { sealpost } from "../support/installed.js";

const { PrivateKey, safetyNumber } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

test("a safety number is 5200 rounds of SHA-512 over each public key, and does not depend on their order", async () => {
  const other = PrivateKey.generate({ bits: 3072 }).publicKey();
  const halves = [publicKey, other].map((key) => {
    const spki = key.toDer();
    const hash = (/** @type {Uint8Array | string} */ prefix) =>
      createHash("sha512").update(prefix).update(spki).digest();
    let digest = hash("sealpost safety number v1");
    for (let round = 0; round < 5200; round += 1) digest = hash(digest);
    // Six groups of five digits, each from five bytes.
    const groups = [0, 5, 10, 15, 20, 25].map((at) => digest.readUIntBE(at, 5) % 100_000);
    return groups.map((group) => String(group).padStart(5, "0")).join(" ");
  });
  const expected = halves.sort().join(" ");
  assert.equal(safetyNumber(publicKey, other), expected);
  assert.equal(safetyNumber(other, publicKey), expected);
  await fails("private-key-given", () => safetyNumber(publicKey, /** @type {any} */ (key)));
});
