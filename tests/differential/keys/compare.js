// Reads mutated keys with sealpost and with Node's OpenSSL, and counts where the results differ.
import { sealpost } from "../../support/installed.js";
import { Random } from "../../support/random.js";
import { Tally } from "../tally.js";
import { mutant } from "./mutations.js";
import { readThere } from "./node-reader.js";
import { explain, sameKey } from "./rules.js";
import { makeSeeds } from "./seeds.js";

/** @import { RsaJwk } from "../../../js/index.js" */
/** @import { Half } from "./seeds.js" */

/** @typedef {{ jwk: RsaJwk } | { code: string }} Outcome */
/** @typedef {(half: Half, input: Buffer | string) => RsaJwk} Parse */

/** @type {Parse} */
export function parseHere(half, input) {
  const key = half === "private" ? sealpost.PrivateKey.parse(input) : sealpost.PublicKey.parse(input);
  try {
    return key.toJwk();
  } finally {
    key.free();
  }
}

/** @param {Parse} parse @param {Half} half @param {Buffer | string} input @returns {Outcome} */
function readHere(parse, half, input) {
  try {
    return { jwk: parse(half, input) };
  } catch (error) {
    if (!sealpost.isSealpostError(error)) throw error;
    return { code: error.code };
  }
}

/**
 * Compares `count` mutants.
 *
 * @param {{ count: number, seed: number, parse?: Parse }} options `parse` replaces that of sealpost in the control.
 * @returns {Tally}
 */
export function compareKeys({ count, seed, parse = parseHere }) {
  const random = new Random(seed);
  const seeds = makeSeeds();
  const tally = new Tally();
  for (const { half, der, pem, jwk } of seeds) {
    for (const input of [der, pem, jwk && JSON.stringify(jwk)]) if (input) compare("as it was written", half, input);
  }
  if (tally.both !== tally.mutants) tally.fault("a seed is not read by both", "");
  for (let made = 0; made < count; made += 1) {
    const { name, half, input } = mutant(random, seeds);
    tally.made(name);
    compare(name, half, input);
  }
  return tally;

  /** @param {string} name @param {Half} half @param {Buffer | string} input */
  function compare(name, half, input) {
    const [here, there] = [readHere(parse, half, input), readThere(half, input)];
    tally.mutants += 1;
    const fault = (/** @type {string} */ what) =>
      tally.fault(`${half}, ${name}: ${what}`, typeof input === "string" ? input : input.toString("hex"));
    if ("code" in here && here.code === "internal-error") return fault("internal-error");
    if ("jwk" in here && there) {
      if (sameKey(here.jwk, there)) tally.both += 1;
      else fault("both read it, as different keys");
    } else if ("jwk" in here || there) {
      const rule = there
        ? explain(half, input, "Node", there)
        : "jwk" in here && explain(half, input, "sealpost", here.jwk);
      if (rule) tally.explained(rule);
      else fault("jwk" in here ? "only sealpost reads it" : `only Node reads it (${here.code})`);
    } else {
      tally.neither += 1;
    }
  }
}
