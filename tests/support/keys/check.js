// Checks a generated key without sealpost's arithmetic: with JavaScript's big integers and the prime test of Node's
// OpenSSL.
import assert from "node:assert/strict";
import { checkPrimeSync, createPrivateKey } from "node:crypto";

/** @import { Numbers } from "./numbers.js" */

const E = 65_537n;

/**
 * A key's numbers, as Node reads them.
 *
 * @param {{ toPem(): string }} key
 */
export function numbersOf(key) {
  const jwk = createPrivateKey(key.toPem()).export({ format: "jwk" });
  const number = (/** @type {string} */ name) => {
    const hex = Buffer.from(/** @type {string} */ (jwk[name]), "base64url").toString("hex");
    return [name, BigInt(`0x${hex}`)];
  };
  return /** @type {Numbers} */ (Object.fromEntries(["n", "e", "d", "p", "q", "dp", "dq", "qi"].map(number)));
}

/**
 * Asserts that the numbers are a key of exactly `bits` bits that meets FIPS 186-5, A.1. Two bounds are not checked: p
 * and q at least √2·2^(bits/2 - 1), and d below lcm(p - 1, q - 1).
 *
 * @param {Numbers} numbers
 * @param {number} bits
 */
export function checkKey({ n, e, d, p, q, dp, dq, qi }, bits) {
  const check = (/** @type {boolean} */ holds, /** @type {string} */ what) =>
    assert.ok(holds, `the key does not meet: ${what}`);
  check(bitLength(n) === bits, "n has exactly the length asked for");
  check(e === E, "e = 65537");
  check(p * q === n, "p·q = n");
  check(bitLength(p) === bits / 2 && bitLength(q) === bits / 2, "p and q have half the length");
  check(checkPrimeSync(p) && checkPrimeSync(q), "p and q are prime");
  check(p % E !== 1n && q % E !== 1n, "e is prime to p - 1 and q - 1");
  check(bitLength(p > q ? p - q : q - p) > bits / 2 - 100, "|p - q| > 2^(bits/2 - 100)");
  check(bitLength(d) > bits / 2, "d > 2^(bits/2)");
  check((d * E) % (p - 1n) === 1n && (d * E) % (q - 1n) === 1n, "d·e = 1 modulo p - 1 and q - 1");
  check(dp === d % (p - 1n) && dq === d % (q - 1n), "dp and dq");
  check((qi * q) % p === 1n && qi < p, "qi·q = 1 modulo p");
}

/** @param {bigint} value */
function bitLength(value) {
  return value.toString(2).length;
}
