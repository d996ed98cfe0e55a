// What `inspect` says of keys, messages, ciphertexts, and of all other input.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fails } from "../support/assertions.js";
import { internal, sealpost } from "../support/installed.js";

const { PrivateKey, inspect, seal } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();
const other = PrivateKey.generate({ bits: 2048 });
const numbers = { bits: 2048, e: 65537, thumbprint: publicKey.thumbprint(), fingerprint: publicKey.fingerprint() };

test("a key is described by its format, its encoding and its numbers", () => {
  const jwk = JSON.stringify(publicKey.toJwk());
  for (const [input, expected] of /** @type {const} */ ([
    [key.toPem(), { kind: "private-key", form: "pkcs8", encoding: "pem" }],
    [key.toDer(), { kind: "private-key", form: "pkcs8", encoding: "der" }],
    [key.toPem({ format: "pkcs1" }), { kind: "private-key", form: "pkcs1", encoding: "pem" }],
    [JSON.stringify(key.toJwk()), { kind: "private-key", form: "jwk", encoding: "json" }],
    [publicKey.toPem(), { kind: "public-key", form: "spki", encoding: "pem" }],
    [publicKey.toPem({ format: "pkcs1" }), { kind: "public-key", form: "pkcs1", encoding: "pem" }],
    [Buffer.from(publicKey.toDer()).toString("base64"), { kind: "public-key", form: "spki", encoding: "base64" }],
    [publicKey.toPem({ format: "openssh" }), { kind: "public-key", form: "openssh", encoding: "line" }],
    [jwk, { kind: "public-key", form: "jwk", encoding: "json" }],
    [new TextEncoder().encode(jwk).buffer, { kind: "public-key", form: "jwk", encoding: "json" }],
  ])) {
    assert.deepEqual(inspect(input), { ...expected, ...numbers });
  }
});

test("a protected key is described by its protection, and by nothing that is encrypted", () => {
  const { refused, ...inspected } = /** @type {any} */ (inspect(key.toPem({ passphrase: "hunter2" })));
  const protection = { cipher: "AES-256-CBC", derivation: "PBKDF2", hash: "SHA-256", cost: 600_000 };
  assert.deepEqual(inspected, { kind: "private-key", form: "pkcs8", encoding: "pem", protection });
  assert.equal(refused, undefined);
});

test("a key that parse would refuse is described with the error", () => {
  for (const [input, kind, code] of /** @type {const} */ ([
    [key.toPem() + other.toPem(), "private-key", "malformed-key"],
    [publicKey.toPem() + other.publicKey().toPem(), "public-key", "malformed-key"],
    [key.toPem().slice(0, 500), "private-key", "malformed-key"],
    ["-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----", "private-key", "unsupported-key"],
    ["PuTTY-User-Key-File-3: ssh-rsa", "private-key", "unsupported-key"],
    ["ssh-ed25519 AAAA", "public-key", "unsupported-key"],
    ['{"kty":"EC","d":"AA"}', "private-key", "unsupported-key"],
    [JSON.stringify({ ...publicKey.toJwk(), use: "sig" }), "public-key", "unsupported-key"],
  ])) {
    const inspected = inspect(input);
    assert.equal(inspected.kind, kind, input);
    assert.ok("refused" in inspected && inspected.refused?.code === code, input);
    assert.ok(String(inspected.refused?.message).length > 20);
  }
});

test("a message is described by its recipients and algorithms, or by the error that unseal would give", () => {
  const sealed = seal("x", publicKey);
  const expected = {
    kind: "message",
    form: "compact",
    enc: "A256GCM",
    recipients: [{ alg: "RSA-OAEP-256", kid: publicKey.thumbprint() }],
    length: 1,
  };
  for (const input of [sealed, ` \n${sealed}\n`, new TextEncoder().encode(sealed)])
    assert.deepEqual(inspect(input), expected);
  const header = (/** @type {object} */ members) => Buffer.from(JSON.stringify(members)).toString("base64url");
  const odd = inspect(`${header({ alg: "RSA-OAEP-256", enc: "A256GCM", zip: "DEF" })}.AA.AA.AA.AA`);
  assert.ok(odd.kind === "message" && odd.refused?.code === "unsupported-algorithm");
  const damaged = inspect(sealed.replace(".", "!."));
  assert.ok(damaged.kind === "message" && damaged.refused?.code === "malformed-message");
});

test("text or bytes as long as an RSA modulus may be a ciphertext", () => {
  const ciphertext = Buffer.from(publicKey.encrypt("x"));
  // With this first byte the text in base64 begins with "+", and in base64url with "-".
  ciphertext[0] = 0xfb;
  for (const [encoding, input] of /** @type {const} */ ([
    ["base64", ciphertext.toString("base64")],
    ["base64", ciphertext.toString("base64").replace(/.{64}/g, "$&\r\n")],
    ["base64url", ciphertext.toString("base64url")],
    ["hex", ciphertext.toString("hex")],
    ["bytes", ciphertext],
  ])) {
    assert.deepEqual(inspect(input), { kind: "maybe-ciphertext", encoding, length: 256 });
  }
});

test("everything else is unknown, and damaged keys do not throw", () => {
  const texts = [
    "",
    " ",
    "hello",
    "hunter2 ".repeat(50),
    "{}",
    "{",
    "[]",
    "null",
    "a.b.c.d.e",
    "\ud800",
    "é".repeat(200),
    "-----BEGIN X-----",
  ];
  for (const input of [...texts, new Uint8Array(), new Uint8Array(5000), new Uint8Array(3 * 2 ** 30)]) {
    assert.deepEqual(inspect(input), { kind: "unknown" });
  }
  for (let round = 0; round < 500; round += 1) {
    const bytes = randomBytes(round * 3);
    for (const input of [bytes, bytes.toString("latin1"), bytes.toString("utf8")]) assert.ok(inspect(input).kind);
    for (const good of [key.toDer(), Buffer.from(publicKey.toPem()), Buffer.from(JSON.stringify(key.toJwk()))]) {
      good[(round * 7919) % good.length] = round & 0xff;
      assert.ok(inspect(good).kind);
      assert.ok(inspect(good.subarray(0, round * 3)).kind);
    }
  }
});

test("an input for which there is too little memory is unknown, and the module can be used afterwards", () => {
  const program = `
    const [, entry, wasm] = process.argv;
    const { PrivateKey, initSync, inspect } = require(entry);
    initSync(require("node:fs").readFileSync(wasm));
    const key = PrivateKey.generate({ bits: 2048 });
    const inputs = ["A".repeat(40 << 20), "é".repeat(20 << 20), new Uint8Array(40 << 20).fill(65)];
    console.log(JSON.stringify([...inputs, key.publicKey().toPem()].map((input) => inspect(input))));
  `;
  const files = ["cjs/index.js", "wasm/sealpost_bg.wasm"].map((name) => fileURLToPath(internal(name)));
  const run = (/** @type {string[]} */ ...options) =>
    JSON.parse(execFileSync(process.execPath, [...options, "-e", program, ...files], { encoding: "utf8" }));
  // A page of memory has 64 KiB.
  const [text, other, bytes, last] = run("--wasm-max-mem-pages=400");
  for (const { kind, refused } of [text, other, bytes]) {
    assert.deepEqual([kind, refused.code, refused.reason], ["unknown", "message-too-long", "not-enough-memory"]);
    assert.match(refused.message, /memory/);
  }
  assert.equal(last.kind, "public-key");
  const [enough] = run();
  assert.deepEqual(enough, { kind: "unknown" }, "control: with more memory the text is read");
});

test("only an argument of the wrong type throws", async () => {
  for (const wrong of /** @type {any[]} */ ([undefined, null, 5, {}, [], publicKey])) {
    await fails("invalid-argument", () => inspect(wrong));
  }
});
