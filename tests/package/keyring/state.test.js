// The keyring worker's state in memory, without a worker.
import assert from "node:assert/strict";
import { test } from "node:test";
import { internal } from "../../support/installed.js";

/** @type {typeof import("../../../js/worker/state.js")} */
const { State } = await import(internal("worker/state.js"));
/** @type {typeof import("../../../js/worker/keys.js")} */
const { Keys } = await import(internal("worker/keys.js"));

/** A key in the state, while its private key is encrypted. @returns {any} */
const lockedKey = () => ({
  raw: undefined,
  record: undefined,
  entry: { id: "id", locked: true, protection: "device" },
});
/** Stands for the private key in the wasm module. @returns {any} */
const rawKey = () => ({ free() {} });

for (const [name, forget] of /** @type {[string, (state: InstanceType<typeof State>) => void][]} */ ([
  ["removed", (state) => state.removeKey("id")],
  ["replaced", (state) => state.addKey(lockedKey())],
  ["forgotten, because the keyring was closed,", (state) => state.close()],
])) {
  test(`a key that is ${name} while it is decrypted is wiped and not unlocked`, () => {
    /** @type {unknown[]} */
    const events = [];
    const state = new State((event) => events.push(event));
    const [key, raw] = [lockedKey(), rawKey()];
    state.addKey(key);
    forget(state);
    events.length = 0;
    state.unlockKey(key, raw);
    assert.equal(state.locking.isWiped(raw), true);
    assert.equal(key.raw, undefined);
    assert.deepEqual(events, []);
  });
}

test("control: a key that is there is unlocked", () => {
  const state = new State(() => {});
  const [key, raw] = [lockedKey(), rawKey()];
  state.addKey(key);
  state.unlockKey(key, raw);
  assert.equal(state.locking.isWiped(raw), false);
  assert.equal(state.keys.get("id")?.raw, raw);
});

test("of all keys, one that is locked while the next is read is not used", async () => {
  const state = new State(() => {});
  const raw = rawKey();
  const first = { ...lockedKey(), entry: { id: "first", locked: true, protection: "passphrase" } };
  const second = { ...lockedKey(), entry: { id: "second", locked: false, protection: "device" } };
  for (const key of [first, second]) state.addKey(key);
  state.unlockKey(first, raw);
  const otherRaw = rawKey();
  let reads = 0;
  /** @type {any} */
  const persistence = {
    read: async () => {
      reads += 1;
      if (reads === 1) state.lock(["first"]);
      return otherRaw;
    },
  };
  const { locked, unlocked } = await new Keys(state, persistence).useAll();
  assert.equal(reads, 2, "control: the key was locked during a read");
  assert.equal(state.locking.isWiped(raw), true, "control");
  assert.deepEqual([locked, [...unlocked]], [["first"], [["second", otherRaw]]]);
});
