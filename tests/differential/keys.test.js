// Mutated keys, read by sealpost and by Node's OpenSSL. keys/rules.js lists where they may differ.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealpost } from "../support/installed.js";
import { compareKeys, parseWithSealpost } from "./keys/compare.js";
import { hasOtherPurpose } from "./keys/rules.js";

test("sealpost and Node read the same keys, except where a rule explains why one of them refuses a key", (t) => {
  const { mutants, both, neither, rules, faults } = compareKeys({ count: 2000, seed: 1 });
  t.diagnostic(
    `${mutants} keys: ${both} read by both, ${neither} by neither; by one alone: ${JSON.stringify(Object.fromEntries(rules))}`,
  );
  assert.deepEqual(
    faults.map(({ fault, text }) => `${fault}\n${text}`),
    [],
  );
  // The mutations are neither so small that all keys stay valid, nor so large that none does.
  assert.ok(both > mutants / 10 && neither > mutants / 10);
});

test("the rule for a JWK of another purpose applies to what sealpost refuses for it, and to nothing that it reads", () => {
  const jwk = sealpost.PrivateKey.generate({ bits: 2048 }).publicKey().toJwk();
  /** @type {[object, boolean][]} */
  const cases = [
    [{}, false],
    [{ kty: "RSA-HSM" }, false],
    [{ oth: [] }, false],
    [{ oth: null }, false],
    [{ key_ops: [] }, false],
    [{ key_ops: null }, false],
    [{ key_ops: ["verify", "encrypt"] }, false],
    [{ use: null, alg: null }, false],
    [{ kty: "oct" }, true],
    [{ oth: [{}] }, true],
    [{ oth: "" }, true],
    [{ key_ops: ["verify"] }, true],
    [{ key_ops: "" }, true],
    [{ use: "sig" }, true],
    [{ use: "" }, true],
    [{ alg: "RS256" }, true],
  ];
  for (const [members, expected] of cases) {
    const changed = { ...jwk, ...members };
    let isRefused = false;
    try {
      parseWithSealpost("public", JSON.stringify(changed));
    } catch {
      isRefused = true;
    }
    const text = JSON.stringify(members);
    assert.deepEqual([hasOtherPurpose(changed), isRefused], [expected, expected], text);
  }
});

test("control: a reader that reads another key, refuses too much or reads too much is reported", () => {
  const otherKey = sealpost.PublicKey.parse(sealpost.PrivateKey.generate({ bits: 2048 }).publicKey().toPem()).toJwk();
  // This reader reads every input as the same key. It is compared only on the seed keys, because `count` is 0.
  const { faults } = compareKeys({ count: 0, seed: 1, parse: () => otherKey });
  assert.ok(
    faults.length > 0 && faults.every(({ fault }) => fault.includes("different keys") || fault.startsWith("a seed")),
  );
  // This reader refuses all private keys in DER, which no rule explains: parsing "x" throws the error of a bad key.
  const narrow = compareKeys({
    count: 0,
    seed: 1,
    parse: (half, input) =>
      Buffer.isBuffer(input) && half === "private"
        ? sealpost.PrivateKey.parse("x").toJwk()
        : parseWithSealpost(half, input),
  });
  assert.ok(narrow.faults.some(({ fault }) => fault.includes("only Node reads it")));
  // This reader reads every input of fewer than 300 characters as `otherKey`, which no rule explains.
  const wide = compareKeys({
    count: 200,
    seed: 1,
    parse: (half, input) => (String(input).length < 300 ? otherKey : parseWithSealpost(half, input)),
  });
  assert.ok(wide.faults.some(({ fault }) => fault.includes("only sealpost reads it")));
});
