// Mutated keys: what sealpost and Node's OpenSSL make of them differs by rules that are written down.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealpost } from "../support/installed.js";
import { compareKeys, parseHere } from "./keys/compare.js";

test("a rule for each key that one side alone reads", (t) => {
  const { mutants, both, neither, rules, faults } = compareKeys({ count: 2000, seed: 1 });
  t.diagnostic(
    `${mutants} keys: ${both} read by both, ${neither} by neither; by one alone: ${JSON.stringify(Object.fromEntries(rules))}`,
  );
  assert.deepEqual(
    faults.map(({ fault, text }) => `${fault}\n${text}`),
    [],
  );
  assert.ok(both > mutants / 10 && neither > mutants / 10);
});

test("a reader that takes another key out of a file, or one that checks no numbers, is found: control", () => {
  const other = sealpost.PublicKey.parse(sealpost.PrivateKey.generate({ bits: 2048 }).publicKey().toPem()).toJwk();
  const { faults } = compareKeys({ count: 0, seed: 1, parse: () => other });
  assert.ok(
    faults.length > 0 && faults.every(({ fault }) => fault.includes("different keys") || fault.startsWith("a seed")),
  );
  // Refuses private keys in DER, of which no rule says so.
  const narrow = compareKeys({
    count: 0,
    seed: 1,
    parse: (half, input) =>
      Buffer.isBuffer(input) && half === "private" ? sealpost.PrivateKey.parse("x").toJwk() : parseHere(half, input),
  });
  assert.ok(narrow.faults.some(({ fault }) => fault.includes("only Node reads it")));
  // Reads text that Node does not, and that no repair explains.
  const wide = compareKeys({
    count: 200,
    seed: 1,
    parse: (half, input) => (String(input).length < 300 ? other : parseHere(half, input)),
  });
  assert.ok(wide.faults.some(({ fault }) => fault.includes("only sealpost reads it")));
});
