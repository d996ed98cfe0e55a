// Key files that would make a reader without limits hang, fill its memory or trap, and some whose costs are invalid,
// each with the code of its error.
import { der, integer, pbkdf2, pkcs1, protectedBy, scrypt } from "./der.js";
import { bytes, jwk, numbers, prime, random } from "./numbers.js";

/** @import { ErrorCode } from "../../../js/index.js" */

/** One block of PEM. */
export const pem = (/** @type {string} */ label, /** @type {Uint8Array} */ bytes) =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString("base64")}\n-----END ${label}-----\n`;

/** SEQUENCEs within SEQUENCEs, 15,000 deep. */
function nested() {
  let body = Buffer.alloc(0);
  for (let depth = 0; depth < 15_000; depth += 1) body = der(0x30, body);
  return body;
}

/** A protected private key file of OpenSSH (PROTOCOL.key) whose ciphertext is zeros. @param {number} rounds */
export function openssh(rounds) {
  const number = (/** @type {number} */ value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const string = (/** @type {Uint8Array | string} */ text) => Buffer.concat([number(text.length), Buffer.from(text)]);
  const blob = Buffer.concat([
    string("ssh-rsa"),
    string(bytes(65537n)),
    string(Buffer.concat([Buffer.from([0]), bytes(plain.n)])),
  ]);
  const options = Buffer.concat([string(new Uint8Array(16)), number(rounds)]);
  return Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["aes256-ctr", "bcrypt", options].map(string),
    number(1),
    string(blob),
    string(new Uint8Array(1024)),
  ]);
}

/** A key of 2048 bits. */
const plain = numbers(prime(1024), prime(1024));
/** A key of 4096 bits, of which some files have other numbers. */
const huge = numbers(prime(2048), prime(2048));
/** A public key that is longer than the package accepts. */
export const of16k = { n: random(16_384) | 1n, e: 65537n };

/**
 * The name of a file, the code of its error, and the file.
 *
 * @type {[string, ErrorCode, Uint8Array | string | import("../../../js/index.js").RsaJwk][]}
 */
export const files = [
  ["PBKDF2 with 2^32 - 1 iterations", "unsupported-key", protectedBy(pbkdf2(2n ** 32n - 1n))],
  ["PBKDF2 with 2^64 iterations", "unsupported-key", protectedBy(pbkdf2(2n ** 64n))],
  ["PBKDF2 with 10,000,001 iterations", "unsupported-key", protectedBy(pbkdf2(10_000_001n))],
  ["PBKDF2 with no iteration", "malformed-key", protectedBy(pbkdf2(0n))],
  ["scrypt with N = 2^21", "unsupported-key", protectedBy(scrypt(2n ** 21n, 8n, 1n))],
  ["scrypt with N = 2^20", "unsupported-key", protectedBy(scrypt(2n ** 20n, 8n, 1n))],
  ["scrypt with N = 2^63", "unsupported-key", protectedBy(scrypt(2n ** 63n, 8n, 1n))],
  ["scrypt with r = 2^30", "unsupported-key", protectedBy(scrypt(2n, 2n ** 30n, 1n))],
  ["scrypt with large r and p", "unsupported-key", protectedBy(scrypt(2n, 2n ** 18n, 16n))],
  ["scrypt with p = 17", "unsupported-key", protectedBy(scrypt(2n ** 14n, 8n, 17n))],
  ["scrypt with N that is no power of two", "malformed-key", protectedBy(scrypt(10_000n, 8n, 1n))],
  ["scrypt with N = 1", "malformed-key", protectedBy(scrypt(1n, 8n, 1n))],
  ["scrypt with r = 0", "malformed-key", protectedBy(scrypt(2n ** 14n, 0n, 1n))],
  ["bcrypt with 2^32 - 1 rounds", "unsupported-key", pem("OPENSSH PRIVATE KEY", openssh(2 ** 32 - 1))],
  ["bcrypt with 1,025 rounds", "unsupported-key", pem("OPENSSH PRIVATE KEY", openssh(1025))],
  ["bcrypt with no round", "malformed-key", pem("OPENSSH PRIVATE KEY", openssh(0))],
  ["15,000 nested SEQUENCEs", "malformed-key", nested()],
  [
    "15,000 nested SEQUENCEs in a private key",
    "malformed-key",
    der(0x30, integer(0n), der(0x30, nested()), der(4, [1])),
  ],
  ["a length of 2^31", "malformed-key", Buffer.from([0x30, 0x84, 0x80, 0, 0, 0, 2, 1, 0])],
  ["a length of 2^31 inside", "malformed-key", der(0x30, integer(0n), [0x30, 0x84, 0x80, 0, 0, 0], der(4, [1]))],
  ["a modulus of 16,384 bits", "unsupported-key", pkcs1({ ...huge, ...of16k })],
  ["a JWK with n of 16,384 bits, e and d", "unsupported-key", jwk({ ...of16k, d: of16k.n - 2n })],
  ["a public exponent as long as the modulus", "unsupported-key", pkcs1({ ...huge, e: huge.d })],
  ["JSON 10,000 deep", "malformed-key", `{"kty":"RSA","x":${"[".repeat(10_000)}`],
  [
    "an OpenSSH file with lengths of 2^32 - 1",
    "malformed-key",
    pem("OPENSSH PRIVATE KEY", Buffer.concat([Buffer.from("openssh-key-v1\0"), Buffer.alloc(64, 0xff)])),
  ],
];
