// Texts made to hang, to fill the memory or to trap the instance: a typed error at once, and the instance lives on.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fails, internal, sealpost } from "./installed.js";

const { PrivateKey, PublicKey, inspect, seal, unseal } = sealpost;
/** @type {typeof import("../../js/wasm/sealpost.js")} */
const raw = await import(internal("cjs/wasm/sealpost.js"));
/** The bindings give back what they have loaded. @type {{ memory: WebAssembly.Memory }} */
const { memory } = /** @type {any} */ (raw.initSync)();

const key = PrivateKey.generate({ bits: 2048 });
const half = key.publicKey();

/** Whatever happened, the instance goes on working. */
function works() {
  assert.equal(unseal(seal("still here", half), key).text(), "still here");
}

/**
 * Runs `operation` and says what it took: bytes by which wasm's memory grew, and milliseconds of this process.
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
  ["byte order marks, the other way round", Buffer.alloc(64 << 10, Buffer.of(0xfe, 0xff))],
  ["byte order marks in base64", Buffer.alloc(6012, Buffer.of(0xff, 0xfe)).toString("base64")],
  ["beginnings of PEM", "-----BEGIN ".repeat(5900)],
])) {
  test(`${name}: no key`, async () => {
    const { milliseconds } = await cost(async () => {
      await fails("malformed-key", () => PublicKey.parse(input));
      await fails("malformed-key", () => PrivateKey.parse(input));
      assert.deepEqual(inspect(input), { kind: "unknown" });
      if (typeof input === "string") await fails("malformed-message", () => unseal(input, key));
    });
    assert.ok(milliseconds < 1000, `${milliseconds} ms`);
    works();
  });
}

const names = Array.from({ length: 9900 }, (_, index) => `"${index}":1`).join(",");
const good = JSON.parse(seal("x", [half, PrivateKey.generate({ bits: 2048 }).publicKey()]));
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
  test(`${name}: no message`, async () => {
    const text = make();
    const { grown, milliseconds } = await cost(async () => {
      await fails("malformed-message", () => unseal(text, key));
      const inspected = inspect(text);
      assert.ok(
        inspected.kind === "unknown" || ("refused" in inspected && inspected.refused?.code === "malformed-message"),
      );
    });
    assert.ok(milliseconds < 500 + (250 * text.length) / (1 << 20), `${milliseconds} ms`);
    // The text, and at the same time what JavaScript made of it; memory that was there is used first.
    assert.ok(grown < 3 * text.length, `${grown} bytes for ${text.length}`);
    works();
  });
}

test("64 MiB for 100 readers: opened at the first attempt, or refused when the attempts are used up", async () => {
  const others = Array.from({ length: 5 }, () => PrivateKey.generate({ bits: 2048 }));
  const long = new Uint8Array(64 << 20).fill(5);
  const message = JSON.parse(seal(long, [...others.map((other) => other.publicKey()), half]));
  const own = message.recipients.pop();
  // As many as there may be; those that are equal count once, so each is another.
  const entry = (/** @type {number} */ index) => ({
    ...message.recipients[index % 5],
    encrypted_key: String(index).padEnd(342, "A"),
  });
  const strangers = Array.from({ length: 99 }, (_, index) => entry(index));
  const text = JSON.stringify({ ...message, recipients: [...strangers, own] });
  const opened = unseal(text, key);
  assert.ok(Buffer.from(long.buffer).equals(opened.plaintext));
  assert.equal(opened.keyId, half.thumbprint());
  // Without its name it comes behind the others' turn.
  const nameless = JSON.stringify({
    ...message,
    recipients: [...strangers, own].map(({ encrypted_key }) => ({ encrypted_key })),
  });
  const error = await fails("message-too-long", () => unseal(nameless, key));
  assert.match(error.message, /^4 entries .* kid/);
  works();
});

test("after a trap the cause is its own, whatever is freed behind it", () => {
  const causes = new Set();
  // With so little memory that it runs out somewhere in the middle. More is asked for beforehand from 8 MiB on.
  for (const pages of [40, 60, 80]) {
    const program = fileURLToPath(new URL("trap.cjs", import.meta.url));
    const entry = fileURLToPath(internal("cjs/index.js"));
    const module = fileURLToPath(internal("wasm/sealpost_bg.wasm"));
    const told = execFileSync(process.execPath, [`--wasm-max-mem-pages=${pages}`, program, entry, module], {
      encoding: "utf8",
    });
    causes.add(told.trim());
  }
  assert.deepEqual(causes, new Set(["internal-error RuntimeError, internal-error"]));
});
