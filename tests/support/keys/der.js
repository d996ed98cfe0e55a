// ASN.1 in DER (X.690), as far as key files need it, and the key files themselves.
import assert from "node:assert/strict";
import { bytes } from "./numbers.js";

/** @import { Numbers } from "./numbers.js" */

/**
 * One element: tag, length, contents.
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
 * EncryptedPrivateKeyInfo under PBES2 with AES-256-CBC. Its ciphertext is zeros, about as many as a key of 2048 bits
 * takes: the parameters are refused, or the decryption fails.
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

/**
 * The numbers d, p and q in an RSAPrivateKey, big-endian.
 *
 * @param {Uint8Array} pkcs1
 */
export function integers(pkcs1) {
  // RSAPrivateKey: version, n, e, d, p, q, dp, dq, qi. Each is a tag, a length of one to three bytes, and the number.
  // The first four bytes are the tag and length of the SEQUENCE.
  /** @type {Uint8Array[]} */
  const found = [];
  for (let at = 4; at < pkcs1.length; ) {
    const first = pkcs1[at + 1] ?? 0;
    const start = at + 2 + (first < 0x80 ? 0 : first - 0x80);
    const length = first < 0x80 ? first : pkcs1.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    at = start + length;
    found.push(pkcs1.subarray(start, at));
  }
  assert.equal(found.length, 9, "an RSAPrivateKey has nine numbers");
  const [, , , d, p, q] = found;
  assert.ok(d && p && q);
  return { d, p, q };
}
