// Tests of the timing measurement: of its statistics, its inputs and a short run. The full measurement takes many
// minutes, and is made by `cargo xtask timing` only.
import assert from "node:assert/strict";
import { createHash, timingSafeEqual } from "node:crypto";
import { test } from "node:test";
import { Random } from "../support/random.js";
import { sealpost } from "../support/installed.js";
import { GROUPS, freshKeys } from "./classes.js";
import { comparePairs, measure } from "./measure.js";
import { FLAWS, encodeMessage, mask } from "./oaep.js";
import { BOUND, compare, welch } from "./statistics.js";

test("welch computes Welch's t and the difference of the means", () => {
  const { t, difference } = welch(Float64Array.of(1, 2, 3, 4), Float64Array.of(2, 4, 6, 8, 10));
  assert.equal(difference, 2.5 - 6);
  // By the definition: the variances are 5/3 and 10.
  assert.ok(Math.abs(t - -3.5 / Math.sqrt(5 / 3 / 4 + 10 / 5)) < 1e-12);
});

test("compare finds a difference behind a long tail, and none between equal samples", () => {
  const random = new Random(1);
  const sample = (/** @type {number} */ shift) =>
    Float64Array.from(
      { length: 15_000 },
      () => 100 + shift + random.below(100) / 10 + (random.oneIn(10) ? random.below(100_000) : 0),
    );
  assert.ok(Math.abs(compare(sample(0), sample(0)).t) < BOUND);
  assert.ok(Math.abs(compare(sample(0), sample(1)).t) > 3 * BOUND);
});

test("encoded messages are those of RFC 8017 §7.1.1, except for the flaw of their class", () => {
  for (const [name, flaw] of Object.entries(FLAWS)) {
    // The data block has 223 bytes: 32 of lHash, zeros, and in the last 8 the separator and the message.
    const encoded = encodeMessage(Buffer.from("message"), flaw);
    const [seed, block] = [encoded.subarray(1, 33), encoded.subarray(33)];
    mask(block, seed);
    mask(seed, block);
    const checks = {
      first: encoded[0] === 0,
      label: timingSafeEqual(block.subarray(0, 32), createHash("sha256").digest()),
      padding: block.subarray(32).every((byte, index) => byte === 0 || index >= 223 - 32 - 8),
      separator: block.at(-8) === 1,
      length: encoded.length === 256,
    };
    const failing = Object.entries(checks)
      .filter(([, holds]) => !holds)
      .map(([check]) => check);
    assert.deepEqual(failing, name === "none" ? [] : [name]);
  }
});

test("every input has the result that its group names", () => {
  const keys = freshKeys(sealpost);
  for (const { operation, classes, length } of GROUPS) {
    for (const { name: className, make } of classes) {
      const run = () => operation(sealpost, keys)(make(keys));
      if (length) assert.equal(/** @type {Uint8Array} */ (run()).length, length, className);
      else assert.throws(run, { code: "decryption-failed" }, className);
    }
  }
  const comparedWithFirst = GROUPS.filter(({ control }) => !control).flatMap(({ classes }) => classes.slice(1));
  assert.ok(comparedWithFirst.length >= 8, `only ${comparedWithFirst.length} pairs of classes are compared`);
});

test("every pair can be measured", () => {
  const random = new Random(1);
  for (const group of GROUPS) {
    for (const { pair, t, calls } of comparePairs(sealpost, group, freshKeys(sealpost), 40, random)) {
      assert.ok(Number.isFinite(t) && calls === 40, `${pair}: ${t}`);
    }
  }
});

test("control: a comparison that returns early exceeds the bound", () => {
  const secret = Buffer.alloc(1 << 14, 7);
  // Returns at the first byte that differs.
  const leavesEarly = (/** @type {Buffer} */ other) => {
    for (let index = 0; index < secret.length; index += 1) if (secret[index] !== other[index]) return false;
    return true;
  };
  /** @param {number} at */
  const differing = (at) => () => {
    const other = Buffer.from(secret);
    other[at] = 8;
    return other;
  };
  const classes = [
    { name: "first", make: differing(0) },
    { name: "last", make: differing(secret.length - 1) },
  ];
  const [early, late] = measure(
    sealpost,
    { name: "", operation: () => leavesEarly, classes },
    freshKeys(sealpost),
    2000,
    new Random(1),
  );
  assert.ok(early && late && Math.abs(compare(early, late).t) > BOUND);
});
