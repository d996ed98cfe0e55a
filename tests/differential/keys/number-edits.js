// Keys with changed numbers in files of valid DER, PEM or JSON. A private key in PKCS #1 is also written between the
// PEM labels of PKCS #8.
import { der, identifier, pkcs1, spki } from "../../support/keys/der.js";
import { inverse, jwk, numbers, prime } from "../../support/keys/numbers.js";
import { pem } from "./pem-edits.js";

/** @import { Numbers } from "../../support/keys/numbers.js" */
/** @import { Random } from "../../support/random.js" */
/** @import { Half } from "./seeds.js" */

/** Primes of other lengths than the 1024 bits of a prime of the seed keys. @type {bigint[] | undefined} */
let otherPrimes;
const primes = () => (otherPrimes ??= [512, 1000, 1023, 1025, 1100, 1536].map(prime));

/**
 * Each function returns changed numbers of a key. The comparison prints the names of the functions.
 *
 * @type {{ [name: string]: (random: Random, numbers: Numbers, other: Numbers) => Numbers }}
 */
export const NUMBER_EDITS = {
  "one changed": (random, key) => {
    const name = random.pick(/** @type {(keyof Numbers)[]} */ (Object.keys(key)));
    return { ...key, [name]: key[name] + random.pick([1n, 2n, -2n, 256n, 1n << 512n, key[name]]) };
  },
  "one of another key": (random, key, other) => {
    const name = random.pick(/** @type {(keyof Numbers)[]} */ (Object.keys(key)));
    return { ...key, [name]: other[name] };
  },
  "primes in the other order": (random, key) => ({
    ...key,
    p: key.q,
    q: key.p,
    dp: key.dq,
    dq: key.dp,
    qi: random.oneIn(2) ? inverse(key.p, key.q) : key.qi,
  }),
  "another d that fits": (random, key) => ({ ...key, d: key.d + random.pick([1n, 2n]) * (key.p - 1n) * (key.q - 1n) }),
  "d modulo λ": (_, key) => numbers(key.p, key.q, { e: key.e, carmichael: true }),
  "another e": (random, key) => ({
    ...key,
    e: random.pick([
      0n,
      1n,
      2n,
      3n,
      65_536n,
      2n ** 32n + 1n,
      2n ** 33n - 1n,
      2n ** 33n + 1n,
      2n ** 64n + 1n,
      key.n - 2n,
    ]),
  }),
  "p = n and q = 1": (_, key) => ({ ...key, p: key.n, q: 1n }),
  "a third prime": (_, key) => ({ ...key, n: key.n * 3n }),
  "one prime twice": (_, key) => ({ ...key, n: key.p * key.p, q: key.p }),
  "a composite number in place of a prime": (_, key) => {
    const p = key.p + 2n;
    return { ...key, n: p * key.q, p };
  },
  "another length": (random, key) => numbers(key.p, random.pick(primes()), { e: 65_537n }),
};

/** The numbers of a private JWK. @param {{ [member: string]: any }} key */
export const numbersOf = (key) =>
  /** @type {Numbers} */ (
    Object.fromEntries(
      ["n", "e", "d", "p", "q", "dp", "dq", "qi"].map((name) => [
        name,
        BigInt(`0x${Buffer.from(key[name], "base64url").toString("hex")}`),
      ]),
    )
  );

const version = der(2, [0]);
const algorithm = der(0x30, identifier("1.2.840.113549.1.1.1"), der(5));

/**
 * A key file in a random format, with a private or a public key of these numbers.
 *
 * @param {Random} random
 * @param {Half} half
 * @param {Numbers} changed
 * @returns {Buffer | string}
 */
export function written(random, half, changed) {
  const bytes = half === "private" ? pkcs1(changed) : spki(changed);
  const file = half === "private" && random.oneIn(2) ? der(0x30, version, algorithm, der(4, bytes)) : bytes;
  const { n, e } = changed;
  return random.pick([
    file,
    pem(file, half === "private" ? "PRIVATE KEY" : "PUBLIC KEY"),
    JSON.stringify(jwk(half === "private" ? changed : { n, e })),
  ]);
}
