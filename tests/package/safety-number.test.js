// The safety number of two people.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fails } from "../support/assertions.js";
import { root, sealpost } from "../support/installed.js";

/** @import { Identity } from "../../js/index.js" */

const { PrivateKey, SigningKey, safetyNumber } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();
const other = PrivateKey.generate({ bits: 3072 }).publicKey();
const signing = SigningKey.generate({ bits: 2048 }).verifyingKey();

/**
 * The encryption key as SPKI and, if there is a signing key, the 32 bytes of its thumbprint.
 *
 * @param {Identity} identity
 */
function bytesOf({ encryption, signing }) {
  const { n, e } = typeof signing === "object" ? signing.toJwk() : {};
  const thumbprint = signing
    ? typeof signing === "string"
      ? Buffer.from(signing, "base64url")
      : createHash("sha256")
          .update(JSON.stringify({ e, kty: "RSA", n }))
          .digest()
    : Buffer.alloc(0);
  return Buffer.concat([encryption.toDer(), thumbprint]);
}

/** An identity's half of the safety number, as docs/safety-number.md defines it. @param {Identity} identity */
function half(identity) {
  const keys = bytesOf(identity);
  const hash = (/** @type {Uint8Array | string} */ prefix) => createHash("sha512").update(prefix).update(keys).digest();
  let digest = hash("sealpost safety number v2");
  for (let round = 0; round < 5200; round += 1) digest = hash(digest);
  // Six groups of five digits, each from five bytes.
  const groups = [0, 5, 10, 15, 20, 25].map((at) => digest.readUIntBE(at, 5) % 100_000);
  return groups.map((group) => String(group).padStart(5, "0")).join(" ");
}

test("a safety number is made as docs/safety-number.md says, and does not depend on the order of the people", () => {
  /** @type {Identity[]} */
  const people = [
    { encryption: publicKey },
    { encryption: other, signing },
    { encryption: other, signing: signing.thumbprint() },
    { encryption: publicKey, signing: other.thumbprint() },
  ];
  for (const a of people) {
    for (const b of people) {
      const expected = [half(a), half(b)].sort().join(" ");
      assert.equal(safetyNumber(a, b), expected);
      assert.equal(safetyNumber(b, a), expected);
    }
  }
  assert.equal(safetyNumber(publicKey, other), safetyNumber({ encryption: publicKey }, { encryption: other }));
  assert.notEqual(half({ encryption: other, signing }), half({ encryption: other }));
});

test("the program in docs/safety-number.md computes the same number", () => {
  const text = readFileSync(join(root, "docs/safety-number.md"), "utf8");
  const [, program = ""] = /^```python\n([^]*?)^```/m.exec(text) ?? [];
  const spki = [publicKey, other].map((key) => Buffer.from(key.toDer()).toString("hex"));
  const call = `print(safety_number((bytes.fromhex("${spki[0]}"), "${signing.thumbprint()}"), (bytes.fromhex("${spki[1]}"),)))`;
  const { stdout, stderr } = spawnSync("python3", ["-c", `${program}\n${call}`], { encoding: "utf8" });
  assert.equal(stdout.trim(), safetyNumber({ encryption: publicKey, signing }, other), stderr);
});

test("an argument that is not an identity is refused", async () => {
  await fails("private-key-given", () => safetyNumber(publicKey, /** @type {any} */ (key)));
  const wrong = [
    undefined,
    null,
    {},
    { signing },
    { encryption: signing },
    { encryption: publicKey, signing: publicKey },
    { encryption: publicKey, signing: signing.thumbprint().slice(1) },
    { encryption: publicKey, signing: 5 },
    { encryption: publicKey, verifying: signing },
    signing,
    new Proxy({}, { getPrototypeOf: () => assert.fail("looked at") }),
  ];
  for (const value of wrong) await fails("invalid-argument", () => safetyNumber(publicKey, /** @type {any} */ (value)));
});
