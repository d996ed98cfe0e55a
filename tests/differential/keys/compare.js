// Reads mutated keys with sealpost and with Node's OpenSSL, and counts what each makes of them.
import { createPrivateKey, createPublicKey } from "node:crypto";
import { sealpost } from "../../package/installed.js";
import { Random } from "../random.js";
import { mutant } from "./mutations.js";
import { explain, sameKey } from "./rules.js";
import { makeSeeds } from "./seeds.js";

/** @import { KeyObject } from "node:crypto" */
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

/** All ways in which Node may be asked to read the file. @param {Half} half @param {Buffer | string} input @returns {(() => KeyObject)[]} */
function ways(half, input) {
  const create = /** @type {(key: any) => KeyObject} */ (half === "private" ? createPrivateKey : createPublicKey);
  if (typeof input === "string") {
    return /^[\ufeff\s]*[{[]/.test(input) ? [() => create({ key: JSON.parse(input), format: "jwk" })] : [() => create(input)];
  }
  const types = half === "private" ? ["pkcs8", "pkcs1"] : ["spki", "pkcs1"];
  return types.map((type) => () => create({ key: input, format: "der", type }));
}

/** An RSA key, as Node reads it, or undefined. @param {Half} half @param {Buffer | string} input @returns {RsaJwk | undefined} */
export function readThere(half, input) {
  for (const way of ways(half, input)) {
    try {
      const key = way();
      if (key.asymmetricKeyType === "rsa") return /** @type {RsaJwk} */ (key.export({ format: "jwk" }));
    } catch {
      // The next way.
    }
  }
  return undefined;
}

/** @typedef {{ mutants: number, both: number, neither: number, rules: Map<string, number>, mutations: Map<string, number>, faults: { fault: string, text: string }[] }} Result */

/**
 * Compares `count` mutants.
 *
 * @param {{ count: number, seed: number, parse?: Parse, until?: number }} options `parse` stands for sealpost's in the control; `until` is a
 *   point in time after which no more are made.
 * @returns {Result}
 */
export function compareKeys({ count, seed, parse = parseHere, until = Infinity }) {
  const random = new Random(seed);
  const seeds = makeSeeds();
  /** @type {Result} */
  const result = { mutants: 0, both: 0, neither: 0, rules: new Map(), mutations: new Map(), faults: [] };
  for (const { half, der, pem, jwk } of seeds) {
    for (const input of [der, pem, jwk && JSON.stringify(jwk)]) if (input) compare("as it was written", half, input);
  }
  if (result.both !== result.mutants) result.faults.push({ fault: "a seed is not read by both", text: "" });
  for (let made = 0; made < count && performance.now() < until; made += 1) {
    const { name, half, input } = mutant(random, seeds);
    result.mutations.set(name, (result.mutations.get(name) ?? 0) + 1);
    compare(name, half, input);
  }
  return result;

  /** @param {string} name @param {Half} half @param {Buffer | string} input */
  function compare(name, half, input) {
    const [here, there] = [readHere(parse, half, input), readThere(half, input)];
    result.mutants += 1;
    const fault = (/** @type {string} */ what) =>
      result.faults.push({ fault: `${half}, ${name}: ${what}`, text: typeof input === "string" ? input : input.toString("hex") });
    if ("code" in here && here.code === "internal-error") return fault("internal-error");
    if ("jwk" in here && there) {
      if (sameKey(here.jwk, there)) result.both += 1;
      else fault("both read it, as different keys");
    } else if ("jwk" in here || there) {
      const rule = there ? explain(half, input, "Node", there) : "jwk" in here && explain(half, input, "sealpost", here.jwk);
      if (rule) result.rules.set(rule, (result.rules.get(rule) ?? 0) + 1);
      else fault("jwk" in here ? "only sealpost reads it" : `only Node reads it (${here.code})`);
    } else {
      result.neither += 1;
    }
  }
}
