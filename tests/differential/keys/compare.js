// Reads mutated keys with sealpost and with Node's OpenSSL, and counts where the results differ.
//
// A seed key is a valid key, and a mutant is a seed key after a random mutation. `half` says whether an input is to be
// read as a private or as a public key.
import { sealpost } from "../../support/installed.js";
import { Random } from "../../support/random.js";
import { Tally } from "../tally.js";
import { mutant } from "./mutations.js";
import { readWithNode } from "./node-reader.js";
import { explain, sameKey } from "./rules.js";
import { makeSeeds } from "./seeds.js";

/** @import { RsaJwk } from "../../../js/index.js" */
/** @import { Half } from "./seeds.js" */

/** @typedef {{ jwk: RsaJwk } | { code: string }} Outcome The key that sealpost read, or the code of its error. */
/** @typedef {(half: Half, input: Buffer | string) => RsaJwk} Parse */

/** Reads a key with sealpost. Throws sealpost's error. @type {Parse} */
export function parseWithSealpost(half, input) {
  const key = half === "private" ? sealpost.PrivateKey.parse(input) : sealpost.PublicKey.parse(input);
  try {
    return key.toJwk();
  } finally {
    key.free();
  }
}

/**
 * Reads a key with `parse`. Returns the key, or the code of the error.
 *
 * @param {Parse} parse
 * @param {Half} half
 * @param {Buffer | string} input
 * @returns {Outcome}
 */
function readWithSealpost(parse, half, input) {
  try {
    return { jwk: parse(half, input) };
  } catch (error) {
    if (!sealpost.isSealpostError(error)) throw error;
    return { code: error.code };
  }
}

/**
 * Compares how sealpost and Node read the seed keys without a mutation, and `count` mutants of them.
 *
 * @param {{ count: number, seed: number, parse?: Parse }} options `seed` is that of the random numbers. A control
 * passes a wrong `parse` instead of sealpost's: the comparison must then report faults.
 * @returns {Tally}
 */
export function compareKeys({ count, seed, parse = parseWithSealpost }) {
  const random = new Random(seed);
  const seedKeys = makeSeeds();
  const tally = new Tally();
  for (const { half, der, pem, jwk } of seedKeys) {
    for (const input of [der, pem, jwk && JSON.stringify(jwk)]) if (input) compare("as it was written", half, input);
  }
  // The seed keys are valid, and the tally counts only them so far.
  if (tally.both !== tally.mutants) tally.fault("a seed is not read by both", "");
  for (let made = 0; made < count; made += 1) {
    const { name, half, input } = mutant(random, seedKeys);
    tally.made(name);
    compare(name, half, input);
  }
  return tally;

  /** @param {string} name @param {Half} half @param {Buffer | string} input */
  function compare(name, half, input) {
    const [bySealpost, byNode] = [readWithSealpost(parse, half, input), readWithNode(half, input)];
    tally.mutants += 1;
    const fault = (/** @type {string} */ what) =>
      tally.fault(`${half}, ${name}: ${what}`, typeof input === "string" ? input : input.toString("hex"));
    if ("code" in bySealpost && bySealpost.code === "internal-error") return fault("internal-error");
    if ("jwk" in bySealpost && byNode) {
      if (sameKey(bySealpost.jwk, byNode)) tally.both += 1;
      else fault("both read it, as different keys");
    } else if ("jwk" in bySealpost || byNode) {
      // If `byNode` is undefined, sealpost read the input: only TypeScript needs the condition `"jwk" in bySealpost`.
      const rule = byNode
        ? explain(half, input, "Node", byNode)
        : "jwk" in bySealpost && explain(half, input, "sealpost", bySealpost.jwk);
      if (rule) tally.explained(rule);
      else fault("jwk" in bySealpost ? "only sealpost reads it" : `only Node reads it (${bySealpost.code})`);
    } else {
      tally.neither += 1;
    }
  }
}
