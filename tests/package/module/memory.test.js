// The memory of each wasm instance, the caller's and the workers', after a hundred operations with a key of 4096 bits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sealpost, wasmMemory } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, PublicKey, seal, unseal } = sealpost;
const memory = await wasmMemory();

/** The bytes that the memory of an instance must stay below. */
const LIMIT = 8 * 2 ** 20;
/** The operations of each test. A round of the first test has four: encrypt, decrypt, seal and unseal. */
const OPERATIONS = 100;
const key = PrivateKey.generate({ bits: 4096 });

test("the instance of the main entry stays below 8 MiB", (t) => {
  const publicKey = key.publicKey();
  const pem = key.toPem();
  for (let round = 0; round < OPERATIONS / 4; round += 1) {
    const read = PrivateKey.parse(pem);
    assert.deepEqual(read.decrypt(publicKey.encrypt("x")), new TextEncoder().encode("x"));
    assert.equal(unseal(seal("x", publicKey), read).text(), "x");
    read.free();
  }
  t.diagnostic(`${memory.buffer.byteLength / 2 ** 20} MiB`);
  assert.ok(memory.buffer.byteLength < LIMIT);
});

test("the instances of the keyring and its generators stay below 8 MiB", async (t) => {
  const { keyring, workers } = await openKeyring(t);
  const { id, publicKey } = await keyring.generate({ bits: 4096 });
  const ciphertext = PublicKey.parse(publicKey).encrypt("x");
  for (let round = 0; round < OPERATIONS; round += 1) await keyring.decrypt(id, ciphertext);
  const sizes = await Promise.all(workers.map((worker) => worker.memory()));
  t.diagnostic(workers.map(({ kind }, index) => `${kind} ${Number(sizes[index]) / 2 ** 20} MiB`).join(", "));
  assert.ok(workers.length >= 2 && sizes.every((size) => size > 0 && size < LIMIT));
});

test("control: an instance with 8 MiB more is above the limit", () => {
  memory.grow(LIMIT / 65_536);
  assert.ok(memory.buffer.byteLength > LIMIT);
});
