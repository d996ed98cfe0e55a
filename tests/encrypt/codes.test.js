// sealpost/encrypt reads and refuses what the main entry reads and refuses, with the same errors.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mutant } from "../differential/keys/mutations.js";
import { makeSeeds } from "../differential/keys/seeds.js";
import { importEncrypt, sealpost } from "../support/installed.js";
import { files, of16k } from "../support/keys/hostile-files.js";
import { spki } from "../support/keys/der.js";
import { Random } from "../support/random.js";
import { armour } from "../pasted/kinds/armour.js";
import { enclosed } from "../pasted/kinds/enclosed.js";
import { escapes } from "../pasted/kinds/escapes.js";
import { encodings, foreign } from "../pasted/kinds/files.js";
import { jwkDetails, nullMembers } from "../pasted/kinds/jwk.js";
import { falseFriends, leaked } from "../pasted/kinds/leaked.js";
import { sshForms } from "../pasted/kinds/openssh.js";
import { protections } from "../pasted/kinds/outdated.js";
import { plain } from "../pasted/kinds/plain.js";

const encrypt = await importEncrypt();
const ENTRIES = [sealpost, encrypt];

/**
 * What an entry makes of an input as a public key: the key in DER, or the code and the text of the error.
 *
 * @param {typeof sealpost | typeof encrypt} entry
 * @param {any} input
 * @param {any} [options]
 */
function outcome({ PublicKey, isSealpostError }, input, options) {
  try {
    const key = PublicKey.parse(input, options);
    const der = Buffer.from(key.toDer()).toString("hex");
    key.free();
    return der;
  } catch (error) {
    assert.ok(isSealpostError(error), String(error));
    assert.ok(error.message.length > 20, `${error.code}: ${error.message}`);
    return `${error.code}: ${error.message}`;
  }
}

/** Asserts that both entries agree. Returns the outcome. @param {string} name @param {any} input @param {any} [options] */
function agree(name, input, options) {
  const [main, ours] = ENTRIES.map((entry) => outcome(entry, input, options));
  assert.equal(ours, main, name);
  return main ?? "";
}

/** Asserts that among the outcomes are keys, and errors of several codes. @param {string[]} outcomes */
function varied(outcomes) {
  const codes = new Set(outcomes.filter((outcome) => outcome.includes(":")).map((outcome) => outcome.split(":")[0]));
  assert.ok(codes.size >= 3, [...codes].join());
  assert.ok(outcomes.some((outcome) => outcome.length > 500));
}

test("what people paste, in all forms", () => {
  const kinds = [armour, enclosed, escapes, encodings, foreign, jwkDetails, nullMembers, leaked, sshForms, protections];
  const cases = [...kinds.flatMap(({ reported, further }) => [...reported, ...further]), ...falseFriends, ...plain];
  assert.ok(cases.length > 150, `${cases.length} cases`);
  varied(cases.map(({ name, input, options: { kid } = {} }) => agree(name, input, kid && { kid })));
});

test("hostile files", () => {
  for (const [name, , file] of files) agree(name, file);
  agree("16,384 bits", spki(of16k));
});

test("mutants of keys, and every truncation of a key", () => {
  const random = new Random(7);
  const seeds = makeSeeds();
  varied(Array.from({ length: 3000 }, () => mutant(random, seeds)).map(({ name, input }) => agree(name, input)));
  const key = sealpost.PrivateKey.generate({ bits: 2048 }).publicKey();
  for (const whole of [
    key.toDer(),
    Buffer.from(key.toPem({ format: "pkcs1" })),
    Buffer.from(key.toPem({ format: "openssh" })),
  ]) {
    for (let length = 0; length < whole.length; length += 3) agree(`${length} bytes`, whole.subarray(0, length));
  }
});
