// Mutated messages, opened by sealpost and by jose. messages/rules.js lists what jose opens and sealpost refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealpost } from "../support/installed.js";
import { compareMessages } from "./messages/compare.js";
import { jsonFacts } from "./json-text.js";
import { RULES } from "./messages/rules.js";

/** The names of the rules that explained a message so far. */
const seen = new Set();

test("jose opens every message that sealpost opens, and a rule explains each that only jose opens", async (t) => {
  const { mutants, both, neither, rules, faults } = await compareMessages({ count: 4000, seed: 1 });
  t.diagnostic(
    `${mutants} messages: ${both} opened by both, ${neither} by neither; only by jose: ${JSON.stringify(Object.fromEntries(rules))}`,
  );
  assert.deepEqual(
    faults.map(({ fault, text }) => `${fault}\n${text}`),
    [],
  );
  for (const rule of rules.keys()) seen.add(rule);
  // If nearly all messages were opened, or nearly none, the comparison would find nothing.
  assert.ok(both > mutants / 10 && neither > mutants / 10);
});

test("every rule explains some message", async () => {
  // The rarest rule explains one message in a thousand.
  for (let seed = 2; seen.size < RULES.length && seed < 20; seed += 1) {
    const { rules } = await compareMessages({ count: 1000, seed });
    for (const rule of rules.keys()) seen.add(rule);
  }
  assert.deepEqual(
    RULES.map(({ name }) => name).filter((name) => !seen.has(name)),
    [],
  );
});

test("control: a reader that opens more than sealpost, or returns another header, is reported", async () => {
  const lenient = (/** @type {string} */ text, /** @type {any} */ keys) =>
    sealpost.unseal(text.replaceAll("+", "-").replaceAll("/", "_"), keys);
  const { faults } = await compareMessages({ count: 300, seed: 1, unseal: lenient });
  assert.ok(faults.some(({ fault }) => fault.startsWith("the other alphabet: only sealpost opens it")));
  const wrong = (/** @type {string} */ text, /** @type {any} */ keys) => ({
    ...sealpost.unseal(text, keys),
    header: {},
  });
  assert.ok(
    (await compareMessages({ count: 1, seed: 1, unseal: wrong })).faults.some(({ fault }) =>
      fault.includes("something else"),
    ),
  );
});

test("jsonFacts finds duplicate members, depth, counts and unpaired surrogates", () => {
  const facts = jsonFacts('{"a":[1,{"b":"\\"}","c":null}],"d":{}}');
  assert.deepEqual(facts, { twice: false, depth: 3, values: 7, members: 2, surrogate: false });
  for (const text of ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '[{"x":{"b":1,"b":1}}]'])
    assert.ok(jsonFacts(text).twice, text);
  assert.ok(!jsonFacts('[{"a":1},{"a":"a","b":{"a":2}}]').twice);
  assert.ok(jsonFacts('["\\ud800"]').surrogate && !jsonFacts('["\\ud83d\\ude00"]').surrogate);
});
