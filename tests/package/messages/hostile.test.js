// Messages that would make a reader without limits hang, fill its memory or trap: each is an error at once, and the
// instance still works.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fails, instanceWorks } from "../../support/assertions.js";
import { internal, sealpost, wasmMemory } from "../../support/installed.js";

const { PrivateKey, PublicKey, inspect, seal, unseal } = sealpost;
const memory = await wasmMemory();

const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

/**
 * Runs `operation` and returns its cost: bytes by which the memory of wasm grew, and milliseconds of processor time.
 *
 * @param {() => unknown} operation
 */
async function cost(operation) {
  const before = memory.buffer.byteLength;
  const cpu = process.cpuUsage();
  await operation();
  return { grown: memory.buffer.byteLength - before, milliseconds: process.cpuUsage(cpu).user / 1000 };
}

const marks = Buffer.alloc(5500, Buffer.of(0xff, 0xfe));
for (const [name, input] of /** @type {[string, Uint8Array | string][]} */ ([
  ["byte order marks", marks],
  ["byte order marks, 64 KiB of them", Buffer.alloc(64 << 10, Buffer.of(0xff, 0xfe))],
  ["big-endian byte order marks", Buffer.alloc(64 << 10, Buffer.of(0xfe, 0xff))],
  ["byte order marks in base64", Buffer.alloc(6012, Buffer.of(0xff, 0xfe)).toString("base64")],
  ["beginnings of PEM", "-----BEGIN ".repeat(5900)],
])) {
  test(`${name} are malformed-key in less than a second`, async () => {
    const { milliseconds } = await cost(async () => {
      await fails("malformed-key", () => PublicKey.parse(input));
      await fails("malformed-key", () => PrivateKey.parse(input));
      assert.deepEqual(inspect(input), { kind: "unknown" });
      if (typeof input === "string") await fails("malformed-message", () => unseal(input, key));
    });
    assert.ok(milliseconds < 1000, `${milliseconds} ms`);
    instanceWorks();
  });
}

const names = Array.from({ length: 9900 }, (_, index) => `"${index}":1`).join(",");
const good = JSON.parse(seal("x", [publicKey, PrivateKey.generate({ bits: 2048 }).publicKey()]));
const hundred = Array.from({ length: 100 }, () => good.recipients[0]);
for (const [name, make] of /** @type {[string, () => string][]} */ ([
  ["9,900 names in 9.5 MiB", () => `{${names},"x":"${"x".repeat(9.5 * (1 << 20))}"}`],
  ["9,900 names behind 40 MiB", () => `{"x":"${"x".repeat(40 << 20)}",${names}}`],
  [
    "20 MiB of headers that 100 share",
    () => JSON.stringify({ ...good, recipients: hundred, unprotected: { x: "x".repeat(20 << 20) } }),
  ],
  [
    "42 MiB of headers that 100 share",
    () => JSON.stringify({ ...good, recipients: hundred, unprotected: { x: "x".repeat(42 << 20) } }),
  ],
  ["42 MiB of a kid", () => JSON.stringify({ ...good, unprotected: { kid: "x".repeat(42 << 20) } })],
  ["arrays in arrays", () => "[".repeat(20 << 20)],
  ["objects in objects", () => '{"a":'.repeat(4 << 20)],
])) {
  test(`${name}: malformed-message, in time and memory proportional to the length`, async () => {
    const text = make();
    const { grown, milliseconds } = await cost(async () => {
      await fails("malformed-message", () => unseal(text, key));
      const inspected = inspect(text);
      assert.ok(
        inspected.kind === "unknown" || ("refused" in inspected && inspected.refused?.code === "malformed-message"),
      );
    });
    assert.ok(milliseconds < 500 + (250 * text.length) / (1 << 20), `${milliseconds} ms`);
    // In memory are the text and a copy of what is decoded from it. Memory that was allocated before is used first.
    assert.ok(grown < 3 * text.length, `${grown} bytes for ${text.length}`);
    instanceWorks();
  });
}

test("64 MiB to 100 recipients are opened if they have a kid, else refused at the limit of attempts", async () => {
  const others = Array.from({ length: 5 }, () => PrivateKey.generate({ bits: 2048 }));
  const long = new Uint8Array(64 << 20).fill(5);
  const message = JSON.parse(seal(long, [...others.map((other) => other.publicKey()), publicKey]));
  const own = message.recipients.pop();
  // As many entries as there may be. Equal entries count once, so each is different.
  const entry = (/** @type {number} */ index) => ({
    ...message.recipients[index % 5],
    encrypted_key: String(index).padEnd(342, "A"),
  });
  const strangers = Array.from({ length: 99 }, (_, index) => entry(index));
  const text = JSON.stringify({ ...message, recipients: [...strangers, own] });
  const opened = unseal(text, key);
  assert.ok(Buffer.from(long.buffer).equals(opened.plaintext));
  assert.equal(opened.keyId, publicKey.thumbprint());
  // Without a `kid` the entry for this key is tried after the others.
  const nameless = JSON.stringify({
    ...message,
    recipients: [...strangers, own].map(({ encrypted_key }) => ({ encrypted_key })),
  });
  // All attempts together may process 256 MiB of ciphertext (src/jwe/limits.rs), which is four attempts here.
  const error = await fails("message-too-long", () => unseal(nameless, key));
  assert.match(error.message, /^4 attempts .* kid/);
  instanceWorks();
});

test("after a trap the cause of the error is the trap itself, although freeing what the call used traps too", () => {
  const causes = new Set();
  // The program runs with so little memory that the memory runs out in the middle of the call. The message is below
  // 8 MiB: for longer messages the package allocates the memory before the call.
  for (const pages of [40, 60, 80]) {
    const program = fileURLToPath(new URL("out-of-memory.cjs", import.meta.url));
    const entry = fileURLToPath(internal("cjs/index.js"));
    const module = fileURLToPath(internal("wasm/sealpost_bg.wasm"));
    const output = execFileSync(process.execPath, [`--wasm-max-mem-pages=${pages}`, program, entry, module], {
      encoding: "utf8",
    });
    causes.add(output.trim());
  }
  assert.deepEqual(causes, new Set(["internal-error RuntimeError, internal-error"]));
});
