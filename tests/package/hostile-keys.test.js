// Files made to hang, to fill the memory or to trap the instance: a typed error at once, and nothing else happens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails, internal, sealpost } from "./installed.js";
import { der, identifier, integer, jwk, numbers, pbkdf2, pkcs1, prime, protectedBy, random, scrypt, spki } from "./key-numbers.js";

/** @import { ErrorCode } from "../../js/index.js" */

const { PrivateKey, PublicKey, inspect, seal, unseal } = sealpost;
/** @type {typeof import("../../js/wasm/sealpost.js")} */
const raw = await import(internal("cjs/wasm/sealpost.js"));
/** The bindings give back what they have loaded. @type {{ memory: WebAssembly.Memory }} */
const { memory } = /** @type {any} */ (raw.initSync)();

const key = PrivateKey.generate({ bits: 2048 });
const pem = (/** @type {string} */ label, /** @type {Uint8Array} */ bytes) =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString("base64")}\n-----END ${label}-----\n`;

/** SEQUENCEs in SEQUENCEs, some 15,000 deep. */
function nested() {
  let body = Buffer.alloc(0);
  for (let depth = 0; depth < 15_000 && body.length < 65_000; depth += 1) body = der(0x30, body);
  return body;
}

/** OpenSSH's private file with a number of rounds. @param {number} rounds */
function openssh(rounds) {
  const number = (/** @type {number} */ value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const string = (/** @type {Uint8Array | string} */ text) => Buffer.concat([number(text.length), Buffer.from(text)]);
  const blob = Buffer.from(key.publicKey().toPem({ format: "openssh" }).split(" ")[1] ?? "", "base64");
  const options = Buffer.concat([string(new Uint8Array(16)), number(rounds)]);
  return Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["aes256-ctr", "bcrypt", options].map(string),
    number(1),
    string(blob),
    string(new Uint8Array(1024)),
  ]);
}

const huge = numbers(prime(2048), prime(2048));
const of16k = { n: random(16_384) | 1n, e: 65537n };

/** @type {[string, ErrorCode, Uint8Array | string | import("../../js/index.js").RsaJwk][]} */
const files = [
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
  ["15,000 nested SEQUENCEs in a private key", "malformed-key", der(0x30, integer(0n), der(0x30, nested()), der(4, [1]))],
  ["a length of 2^31", "malformed-key", Buffer.from([0x30, 0x84, 0x80, 0, 0, 0, 2, 1, 0])],
  ["a length of 2^31 inside", "malformed-key", der(0x30, integer(0n), [0x30, 0x84, 0x80, 0, 0, 0], der(4, [1]))],
  ["a modulus of 16,384 bits", "unsupported-key", pkcs1({ ...huge, ...of16k })],
  ["a modulus of 16,384 bits and three numbers", "unsupported-key", jwk({ ...of16k, d: of16k.n - 2n })],
  ["a public exponent as long as the modulus", "unsupported-key", pkcs1({ ...huge, e: huge.d })],
  ["JSON 10,000 deep", "malformed-key", `{"kty":"RSA","x":${"[".repeat(10_000)}`],
  ["an OpenSSH file of lengths", "malformed-key", pem("OPENSSH PRIVATE KEY", Buffer.concat([Buffer.from("openssh-key-v1\0"), Buffer.alloc(64, 0xff)]))],
];

for (const [name, code, file] of files) {
  test(name, async () => {
    const before = memory.buffer.byteLength;
    const cpu = process.cpuUsage();
    await fails(code, () => PrivateKey.parse(file, { passphrase: "hunter2" }), "hunter2");
    const { user } = process.cpuUsage(cpu);
    assert.ok(user < 1_000_000, `refused after ${user / 1000} ms`);
    if (typeof file === "string" || file instanceof Uint8Array) assert.ok(inspect(file).kind, "inspect answers");
    assert.ok(memory.buffer.byteLength - before < 8 << 20, "the memory grew");
    assert.equal(unseal(seal("still here", key.publicKey()), key).text(), "still here");
  });
}

test("a public key of 16,384 bits, and one with a huge exponent", async () => {
  const before = memory.buffer.byteLength;
  await fails("unsupported-key", () => PublicKey.parse(spki(of16k)));
  await fails("unsupported-key", () => PublicKey.parse(spki({ n: huge.n, e: huge.d })));
  const inspected = inspect(spki(of16k));
  assert.ok(inspected.kind === "public-key" && inspected.bits === 16_384 && inspected.refused?.code === "unsupported-key");
  assert.ok(memory.buffer.byteLength - before < 8 << 20);
});

test("what is within the limits is worked on: control", async () => {
  // Wrong passphrases, found out after the derivation and not before it.
  for (const file of [protectedBy(pbkdf2(10_000n)), protectedBy(scrypt(2n ** 14n, 8n, 1n))]) {
    await fails("wrong-passphrase", () => PrivateKey.parse(file, { passphrase: "hunter2" }));
    await fails("passphrase-required", () => PrivateKey.parse(file));
  }
  await fails("wrong-passphrase", () => PrivateKey.parse(pem("OPENSSH PRIVATE KEY", openssh(2)), { passphrase: "x" }));
});

test("every algorithm that is not read is named as unsupported", async () => {
  const unknown = der(0x30, identifier("1.2.3.4"), der(0x30, der(4, [1])));
  await fails("unsupported-key", () => PrivateKey.parse(protectedBy(unknown), { passphrase: "x" }));
  const pbes1 = der(0x30, der(0x30, identifier("1.2.840.113549.1.5.3"), der(0x30, der(4, [1]))), der(4, [1]));
  await fails("unsupported-key", () => PrivateKey.parse(pbes1, { passphrase: "x" }));
});

test("every truncation and many flips of protected files are typed errors", () => {
  const text = key.toDer({ passphrase: "hunter2" });
  // The parameters stand in the first hundred bytes; a wrong passphrase costs as much as the right one, so there is none.
  for (let at = 0; at < 120; at += 1) {
    for (const file of [text.subarray(0, at), Uint8Array.from(text, (byte, index) => (index === at ? byte ^ 0x21 : byte))]) {
      assert.throws(() => PrivateKey.parse(file), sealpost.isSealpostError, `byte ${at}`);
      assert.ok(inspect(file).kind);
    }
  }
  const file = openssh(2);
  for (let at = 0; at < 400; at += 1) {
    const flipped = Uint8Array.from(file, (byte, index) => (index === at ? byte ^ 0x21 : byte));
    assert.throws(() => PrivateKey.parse(pem("OPENSSH PRIVATE KEY", flipped)), sealpost.isSealpostError, `byte ${at}`);
  }
  assert.equal(unseal(seal("still here", key.publicKey()), key).text(), "still here");
});
