// The memory of each wasm instance, the page's and the workers', after a hundred operations with keys of 4096 bits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importKeyring, internal, sealpost } from "./installed.js";
import { spawner } from "./node-worker.js";

const { PrivateKey, PublicKey, seal, unseal } = sealpost;
const { Keyring } = await importKeyring();
/** @type {typeof import("../../js/wasm/sealpost.js")} */
const raw = await import(internal("cjs/wasm/sealpost.js"));
/** The bindings give back what they have loaded. @type {{ memory: WebAssembly.Memory }} */
const { memory } = /** @type {any} */ (raw.initSync)();

const LIMIT = 8 * 2 ** 20;
const OPERATIONS = 100;
const key = PrivateKey.generate({ bits: 4096 });

test("the instance of who calls directly stays small", (t) => {
  const half = key.publicKey();
  const pem = key.toPem();
  for (let round = 0; round < OPERATIONS / 4; round += 1) {
    const read = PrivateKey.parse(pem);
    assert.deepEqual(read.decrypt(half.encrypt("x")), new TextEncoder().encode("x"));
    assert.equal(unseal(seal("x", half), read).text(), "x");
    read.free();
  }
  t.diagnostic(`${memory.buffer.byteLength / 2 ** 20} MiB`);
  assert.ok(memory.buffer.byteLength < LIMIT);
});

test("the instances of the keyring and its generators stay small", async (t) => {
  const { workers, worker } = spawner();
  const keyring = await Keyring.open({ worker });
  t.after(() => keyring.close());
  const { id, publicKey } = await keyring.generate({ bits: 4096 });
  const ciphertext = PublicKey.parse(publicKey).encrypt("x");
  for (let round = 0; round < OPERATIONS; round += 1) await keyring.decrypt(id, ciphertext);
  const sizes = await Promise.all(workers.map((worker) => worker.memory()));
  t.diagnostic(workers.map(({ kind }, index) => `${kind} ${Number(sizes[index]) / 2 ** 20} MiB`).join(", "));
  assert.ok(workers.length >= 2 && sizes.every((size) => size > 0 && size < LIMIT));
});

test("control: a larger memory would be seen", () => {
  memory.grow(LIMIT / 65_536);
  assert.ok(memory.buffer.byteLength > LIMIT);
});
