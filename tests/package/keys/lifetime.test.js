// The end of a key: `free`, `using`, and the garbage collector.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fails, instanceWorks } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";

const { PrivateKey, PublicKey, seal, unseal } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

test("calls with a freed key fail with disposed, and a key may be freed twice", async () => {
  const mine = PrivateKey.parse(key.toPem());
  const own = mine.publicKey();
  mine.free();
  mine.free();
  own.free();
  own.free();
  for (const use of [
    () => mine.bits,
    () => mine.publicKey(),
    () => mine.decrypt(new Uint8Array(256)),
    () => mine.toPem(),
    () => mine.toDer(),
    () => unseal(seal("x", publicKey), mine),
  ]) {
    await fails("disposed", use);
  }
  for (const use of [
    () => own.bits,
    () => own.encrypt("x"),
    () => own.maxPlaintext(),
    () => own.toPem(),
    () => own.toDer(),
    () => own.thumbprint(),
    () => own.fingerprint(),
    () => seal("x", own),
  ]) {
    await fails("disposed", use);
  }
  const dispose = /** @type {any} */ (Symbol).dispose;
  if (dispose) {
    const last = /** @type {any} */ (PublicKey.parse(publicKey.toPem()));
    last[dispose]();
    await fails("disposed", () => last.bits);
  }
  instanceWorks();
});

test("keys that the garbage collector removes are freed exactly once", async () => {
  // A finalizer that freed a key twice would make the module trap or corrupt its allocator. After thousands of keys the
  // instance must work.
  setFlagsFromString("--expose-gc");
  /** @type {() => void} */
  const collect = runInNewContext("gc");
  let collected = 0;
  const registry = new FinalizationRegistry(() => (collected += 1));
  for (let round = 0; round < 2000; round += 1) {
    const own = PublicKey.parse(publicKey.toPem());
    registry.register(own, undefined);
    if (round % 2) own.free();
  }
  for (let tries = 0; tries < 100 && collected < 1900; tries += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(collected >= 1900, `${collected} of 2000 keys were collected`);
  instanceWorks();
});
