// Project Wycheproof's test vectors for RSASSA-PSS through the package's main entry. SEALPOST_SIGNATURES names their
// file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sealpost } from "../../support/installed.js";

/** @import { Hash } from "../../../js/index.js" */

const { VerifyingKey } = sealpost;

/**
 * @typedef {object} Group
 * @property {string} file
 * @property {string} publicKeyAsn In hex, like all bytes here.
 * @property {string} publicKeyDer
 * @property {string} hash
 * @property {string} mgf
 * @property {string} mgfHash
 * @property {number} saltLength
 * @property {{ tcId: number, msg: string, sig: string, result: "valid" | "invalid" | "acceptable" }[]} tests
 */

const bytes = (/** @type {string} */ hex) => Buffer.from(hex, "hex");

test("Wycheproof's signatures of RSASSA-PSS are accepted or refused as the vectors say", () => {
  const path =
    process.env.SEALPOST_SIGNATURES ?? assert.fail("SEALPOST_SIGNATURES must name the file with the vectors");
  /** @type {Group[]} */
  const groups = JSON.parse(readFileSync(path, "utf8"));
  const counts = { all: 0, valid: 0, otherParameters: 0, stated: 0 };
  for (const { file, publicKeyAsn, publicKeyDer, hash, mgf, mgfHash, saltLength, tests } of groups) {
    const key = VerifyingKey.parse(bytes(publicKeyAsn));
    // MGF1 over another hash, and SHAKE, are not supported: none of these signatures is valid here.
    const isSupported = mgf === "MGF1" && hash === mgfHash;
    // The object identifier id-RSASSA-PSS in DER: the key states parameters, or at least its purpose.
    const isRestricted = publicKeyDer.includes("06092a864886f70d01010a");
    if (isRestricted && !isSupported) {
      assert.throws(() => VerifyingKey.parse(bytes(publicKeyDer)), { code: "unsupported-key" }, file);
    }
    const restricted = isRestricted && isSupported ? VerifyingKey.parse(bytes(publicKeyDer)) : undefined;
    const options = isSupported ? { hash: /** @type {Hash} */ (hash), saltLength } : { saltLength };
    for (const { tcId, msg, sig, result } of tests) {
      const expected = isSupported && result !== "invalid";
      assert.equal(key.verify(bytes(msg), bytes(sig), options), expected, `${file} ${tcId}`);
      if (restricted) assert.equal(restricted.verify(bytes(msg), bytes(sig)), expected, `${file} ${tcId}`);
      counts.all += 1;
      counts.valid += expected ? 1 : 0;
      counts.otherParameters += isSupported ? 0 : 1;
      counts.stated += restricted ? 1 : 0;
    }
  }
  // The counts of the published files: every case was run.
  assert.deepEqual(counts, { all: 3497, valid: 1421, otherParameters: 1306, stated: 793 });
});
