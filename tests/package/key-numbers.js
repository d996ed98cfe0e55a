// Keys from chosen numbers, good and bad, for the tests: as JWK, and as what ASN.1 makes of them.
import { checkPrimeSync, generatePrimeSync, randomBytes } from "node:crypto";

/** @typedef {{ n: bigint, e: bigint, d: bigint, p: bigint, q: bigint, dp: bigint, dq: bigint, qi: bigint }} Numbers */

/** @param {number} bits @returns {bigint} */
export const prime = (bits) => /** @type {any} */ (generatePrimeSync)(bits, { bigint: true });

/** Whether a number is prime. @param {bigint} number */
export const isPrime = (number) => checkPrimeSync(number);

/** A random number of exactly `bits` bits. @param {number} bits */
export function random(bits) {
  const number = BigInt(`0x${randomBytes(Math.ceil(bits / 8)).toString("hex")}`);
  return BigInt.asUintN(bits, number) | (1n << BigInt(bits - 1));
}

/** @type {(base: bigint, exponent: bigint, modulus: bigint) => bigint} */
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

/** @type {(a: bigint, b: bigint) => bigint} */
export const gcd = (a, b) => (b === 0n ? a : gcd(b, a % b));

/**
 * The numbers of a key with these primes; d is the inverse modulo φ(n), or λ(n), or what is given.
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

/** @param {bigint} number */
export const bytes = (number) => {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
};

/**
 * @param {Partial<Numbers>} numbers
 * @returns {import("../../js/index.js").RsaJwk}
 */
export function jwk(numbers) {
  const members = Object.entries(numbers).map(([name, number]) => [name, bytes(number).toString("base64url")]);
  return { kty: "RSA", ...Object.fromEntries(members) };
}

/**
 * Tag, length and contents.
 *
 * @param {number} tag
 * @param {(Uint8Array | readonly number[])[]} contents
 */
export function der(tag, ...contents) {
  const body = Buffer.concat(contents.map((part) => Buffer.from(part)));
  const long = bytes(BigInt(body.length));
  const length = body.length < 0x80 ? [body.length] : [0x80 + long.length, ...long];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

/** INTEGER. @param {bigint} number */
export const integer = (number) => {
  const body = bytes(number);
  return der(2, Number(body[0]) & 0x80 ? [0] : [], body);
};

/** OBJECT IDENTIFIER. @param {string} dotted */
export function identifier(dotted) {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const groups = [40 * first + second, ...rest].flatMap((number) => {
    const group = [number & 0x7f];
    while ((number >>>= 7)) group.unshift((number & 0x7f) | 0x80);
    return group;
  });
  return der(6, groups);
}

/** RSAPrivateKey. @param {Numbers} numbers */
export const pkcs1 = ({ n, e, d, p, q, dp, dq, qi }) => der(0x30, ...[0n, n, e, d, p, q, dp, dq, qi].map(integer));

/** SubjectPublicKeyInfo. @param {{ n: bigint, e: bigint }} numbers */
export const spki = ({ n, e }) =>
  der(0x30, der(0x30, identifier("1.2.840.113549.1.1.1"), der(5)), der(3, [0], der(0x30, integer(n), integer(e))));

/**
 * EncryptedPrivateKeyInfo under PBES2, whose ciphertext nobody will come to decrypt.
 *
 * @param {Uint8Array} derivation AlgorithmIdentifier of the key derivation function.
 */
export const protectedBy = (derivation) =>
  der(
    0x30,
    der(
      0x30,
      identifier("1.2.840.113549.1.5.13"),
      der(0x30, derivation, der(0x30, identifier("2.16.840.1.101.3.4.1.42"), der(4, new Uint8Array(16)))),
    ),
    der(4, new Uint8Array(1232)),
  );

/** PBKDF2 with a number of iterations. @param {bigint} iterations */
export const pbkdf2 = (iterations) =>
  der(0x30, identifier("1.2.840.113549.1.5.12"), der(0x30, der(4, new Uint8Array(16)), integer(iterations)));

/** scrypt with its cost, block size and parallelization. @type {(n: bigint, r: bigint, p: bigint) => Buffer} */
export const scrypt = (n, r, p) =>
  der(
    0x30,
    identifier("1.3.6.1.4.1.11591.4.11"),
    der(0x30, der(4, new Uint8Array(16)), integer(n), integer(r), integer(p)),
  );
