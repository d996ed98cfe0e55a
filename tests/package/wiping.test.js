// What a key leaves in the memory of the wasm instance: its numbers while it is there, nothing once it is freed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { internal, sealpost } from "./installed.js";

const { PrivateKey, seal, unseal } = sealpost;

/** @type {typeof import("../../js/wasm/sealpost.js")} */
const raw = await import(internal("cjs/wasm/sealpost.js"));
/** The bindings give back what they have loaded. @type {{ memory: WebAssembly.Memory }} */
const { memory } = /** @type {any} */ (raw.initSync)();

/**
 * The middles of d, p and q, as they stand in memory: big-endian where they were encoded, little-endian in big integers.
 *
 * @param {Uint8Array} pkcs1
 */
function needles(pkcs1) {
  // RSAPrivateKey: version, n, e, d, p, q, …; each a tag, a length of one to three bytes, and the number.
  const numbers = [];
  for (let at = 4; at < pkcs1.length && numbers.length < 6; ) {
    const first = pkcs1[at + 1] ?? 0;
    const size = first < 0x80 ? 0 : first - 0x80;
    const length =
      size === 0 ? first : pkcs1.subarray(at + 2, at + 2 + size).reduce((sum, byte) => sum * 256 + byte, 0);
    numbers.push(pkcs1.slice(at + 2 + size, (at += 2 + size + length)));
  }
  const [, , , d, p, q] = numbers;
  return Object.entries({ d, p, q }).flatMap(([name, number]) => {
    assert.ok(number && number.length >= 128, name);
    const middle = number.slice(40, 64);
    return [
      { name: `${name}, big-endian`, bytes: Buffer.from(middle) },
      { name: `${name}, little-endian`, bytes: Buffer.from(middle).reverse() },
    ];
  });
}

/** @param {{ name: string, bytes: Buffer }[]} sought */
function found(sought) {
  const bytes = Buffer.from(memory.buffer);
  return sought.filter((needle) => bytes.includes(needle.bytes)).map(({ name }) => name);
}

test("a freed key leaves nothing of its numbers in memory", () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const sought = needles(key.toDer({ format: "pkcs1" }));
  assert.equal(unseal(seal("x", key.publicKey()), key).text(), "x");
  PrivateKey.parse(key.toPem()).free();
  const alive = found(sought);
  assert.ok(alive.includes("p, little-endian") && alive.includes("d, little-endian"), `control: ${alive.join("; ")}`);
  key.free();
  assert.deepEqual(found(sought), []);
});

test("a key that was protected leaves nothing of itself and of its passphrase in memory", () => {
  const passphrase = "correct horse battery staple";
  const made = PrivateKey.generate({ bits: 2048 });
  const sought = needles(made.toDer({ format: "pkcs1" }));
  const text = made.toPem({ passphrase });
  made.free();
  const key = PrivateKey.parse(text, { passphrase });
  assert.throws(() => PrivateKey.parse(text, { passphrase: `${passphrase}r` }), { code: "wrong-passphrase" });
  assert.ok(found(sought).includes("p, little-endian"), "control");
  key.free();
  assert.deepEqual(found([...sought, { name: "passphrase", bytes: Buffer.from(passphrase) }]), []);
});

test("an opened message leaves nothing of itself in memory", () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const text = "The magpie brings three rings at half past nine.";
  const sealed = seal(text, key.publicKey());
  assert.equal(unseal(sealed, key).text(), text);
  assert.deepEqual(found([{ name: "text", bytes: Buffer.from(text) }]), []);
  key.free();
});
