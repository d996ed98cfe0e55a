// The keyring worker's state in memory, without a worker.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { internal, wasmFile } from "../../support/installed.js";

/** @type {typeof import("../../../js/worker/state.js")} */
const { State } = await import(internal("worker/state.js"));
/** @type {typeof import("../../../js/worker/keys.js")} */
const { Keys } = await import(internal("worker/keys.js"));
/** @type {typeof import("../../../js/index.js")} */
const { initSync } = await import(internal("index.js"));

/** A key in the state, while its private key is encrypted. @returns {any} */
const lockedKey = () => ({
  raw: undefined,
  record: undefined,
  entry: { id: "id", locked: true, protection: "device" },
});
/** Stands for the private keys in the wasm module. @returns {any} */
const rawIdentity = () => ({ encryption: { kid() {}, free() {} }, signing: { free() {} } });

for (const [name, forget] of /** @type {[string, (state: InstanceType<typeof State>) => void][]} */ ([
  ["removed", (state) => state.removeKey("id")],
  ["replaced", (state) => state.addKey(lockedKey())],
  ["forgotten, because the keyring was closed,", (state) => state.close()],
])) {
  test(`a key that is ${name} while it is decrypted is wiped and not unlocked`, () => {
    /** @type {unknown[]} */
    const events = [];
    const state = new State((event) => events.push(event));
    const [key, raw] = [lockedKey(), rawIdentity()];
    state.addKey(key);
    forget(state);
    events.length = 0;
    state.unlockKey(key, raw);
    assert.deepEqual(
      [raw.encryption, raw.signing].map((one) => state.locking.isWiped(one)),
      [true, true],
    );
    assert.equal(key.raw, undefined);
    assert.deepEqual(events, []);
  });
}

test("control: a key that is still in the state is unlocked", () => {
  const state = new State(() => {});
  const [key, raw] = [lockedKey(), rawIdentity()];
  state.addKey(key);
  state.unlockKey(key, raw);
  assert.deepEqual(
    [raw.encryption, raw.signing].map((one) => state.locking.isWiped(one)),
    [false, false],
  );
  assert.equal(state.keys.get("id")?.raw, raw);
});

/** What a record of a key says, as another tab wrote it. @type {any} */
const record = { id: "id", content: { name: "x", wraps: [{ kind: "passphrase" }], keys: [] } };
const signing = { id: "signing", publicKey: "" };

test("a signing key that another tab adds locks a key with a passphrase, and leaves a key without one in use", () => {
  for (const protection of ["passphrase", "device"]) {
    const state = new State(() => {});
    const { encryption } = rawIdentity();
    const key = { ...lockedKey(), raw: { encryption, signing: undefined } };
    key.entry = { ...key.entry, locked: false, protection };
    state.addKey(key);
    const content = { ...record.content, wraps: [{ kind: protection }] };
    state.updateKey("id", { ...record, content }, /** @type {any} */ ({}), signing, 0);
    assert.deepEqual(key.entry.signing, signing);
    assert.equal(key.entry.locked, protection === "passphrase");
    assert.equal(state.locking.isWiped(encryption), protection === "passphrase");
    if (protection === "passphrase") continue;
    // Reading the record adds the signing key; calls go on with the key for encryption that they have.
    const read = rawIdentity();
    assert.deepEqual(state.keepRead(key, read), { encryption, signing: read.signing });
    assert.ok(state.locking.isWiped(read.encryption) && !state.locking.isWiped(encryption));
    // Another tab wrote a record without the signing key: the one that was read is wiped.
    state.updateKey("id", { ...record, content }, /** @type {any} */ ({}), null, 0);
    assert.ok(state.locking.isWiped(read.signing));
    assert.equal(key.entry.signing, null);
  }
});

test("useAll does not give a key that was locked while the next key was read", async () => {
  // A key is asked for its `kid` through the module.
  initSync(readFileSync(wasmFile));
  const state = new State(() => {});
  const raw = rawIdentity();
  const first = { ...lockedKey(), entry: { id: "first", locked: true, protection: "passphrase" } };
  const second = { ...lockedKey(), entry: { id: "second", locked: false, protection: "device" } };
  for (const key of [first, second]) state.addKey(key);
  state.unlockKey(first, raw);
  const otherRaw = rawIdentity();
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
  assert.equal(state.locking.isWiped(raw.encryption), true, "control");
  assert.deepEqual([locked, [...unlocked]], [["first"], [["second", otherRaw.encryption]]]);
});
