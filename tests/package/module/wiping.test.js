// What keys, passphrases and messages leave in the memory of the wasm instance after they are freed: nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealpost, wasmMemory } from "../../support/installed.js";
import { integers } from "../../support/keys/der.js";

const { PrivateKey, seal, unseal } = sealpost;
const memory = await wasmMemory();

/**
 * The middle bytes of d, p and q, in both orders in which they may stand in memory: big-endian as they are encoded, and
 * little-endian in big integers.
 *
 * @param {Uint8Array} pkcs1
 */
function needles(pkcs1) {
  return Object.entries(integers(pkcs1)).flatMap(([name, number]) => {
    assert.ok(number.length >= 128, name);
    const middle = number.slice(40, 64);
    return [
      { name: `${name}, big-endian`, bytes: Buffer.from(middle) },
      { name: `${name}, little-endian`, bytes: Buffer.from(middle).reverse() },
    ];
  });
}

/** The names of the needles that are in the instance's memory. @param {{ name: string, bytes: Buffer }[]} sought */
function found(sought) {
  const bytes = Buffer.from(memory.buffer);
  return sought.filter((needle) => bytes.includes(needle.bytes)).map(({ name }) => name);
}

test("a freed key leaves neither d, p nor q in memory", () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const sought = needles(key.toDer({ format: "pkcs1" }));
  assert.equal(unseal(seal("x", key.publicKey()), key).text(), "x");
  PrivateKey.parse(key.toPem()).free();
  const alive = found(sought);
  assert.ok(alive.includes("p, little-endian") && alive.includes("d, little-endian"), `control: ${alive.join("; ")}`);
  key.free();
  assert.deepEqual(found(sought), []);
});

test("a key that was read with a passphrase leaves neither d, p, q nor the passphrase in memory", () => {
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

test("an opened message leaves nothing of its text in memory", () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const text = "The magpie brings three rings at half past nine.";
  const sealed = seal(text, key.publicKey());
  assert.equal(unseal(sealed, key).text(), text);
  assert.deepEqual(found([{ name: "text", bytes: Buffer.from(text) }]), []);
  key.free();
});
