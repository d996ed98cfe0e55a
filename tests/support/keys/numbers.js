// The numbers of RSA keys, good and bad, as big integers. der.js writes them as ASN.1.
import { checkPrimeSync, generatePrimeSync, randomBytes } from "node:crypto";

/** @typedef {{ n: bigint, e: bigint, d: bigint, p: bigint, q: bigint, dp: bigint, dq: bigint, qi: bigint }} Numbers */

/** A random prime of exactly `bits` bits. @param {number} bits @returns {bigint} */
export const prime = (bits) => /** @type {any} */ (generatePrimeSync)(bits, { bigint: true });

/** Whether a number is prime. @param {bigint} number */
export const isPrime = (number) => checkPrimeSync(number);

/** A random number of exactly `bits` bits. @param {number} bits */
export function random(bits) {
  const number = BigInt(`0x${randomBytes(Math.ceil(bits / 8)).toString("hex")}`);
  return BigInt.asUintN(bits, number) | (1n << BigInt(bits - 1));
}

/** base^exponent modulo `modulus`. @type {(base: bigint, exponent: bigint, modulus: bigint) => bigint} */
export function power(base, exponent, modulus) {
  let result = 1n;
  for (base %= modulus; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}

/** 1/a modulo m. @type {(a: bigint, m: bigint) => bigint} */
export function inverse(a, m) {
  let [r, s, u, v] = [m, a % m, 0n, 1n];
  while (s > 0n) [r, s, u, v] = [s, r % s, v, u - (r / s) * v];
  return ((u % m) + m) % m;
}

/** The greatest common divisor. @type {(a: bigint, b: bigint) => bigint} */
export const gcd = (a, b) => (b === 0n ? a : gcd(b, a % b));

/**
 * The numbers of a key with these primes. The private exponent is `d` if it is given, or else the inverse of e modulo
 * φ(n), or with `carmichael` modulo λ(n).
 *
 * @param {bigint} p
 * @param {bigint} q
 * @param {{ e?: bigint, d?: bigint, carmichael?: boolean }} [options]
 * @returns {Numbers}
 */
export function numbers(p, q, { e = 65537n, d, carmichael = false } = {}) {
  const totient = (p - 1n) * (q - 1n);
  d ??= inverse(e, carmichael ? totient / gcd(p - 1n, q - 1n) : totient);
  return { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
}

/** Big-endian, without leading zeros. @param {bigint} number */
export const bytes = (number) => {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
};

/**
 * A JWK with these numbers and no others.
 *
 * @param {Partial<Numbers>} numbers
 * @returns {import("../../../js/index.js").RsaJwk}
 */
export function jwk(numbers) {
  const members = Object.entries(numbers).map(([name, number]) => [name, bytes(number).toString("base64url")]);
  return { kty: "RSA", ...Object.fromEntries(members) };
}
