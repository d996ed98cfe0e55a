// Every error code of the package, each with a call that produces it, except those in `elsewhere`.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { importFiles, importKeyring, internal, sealpost, uninitialised, wasmFile } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

/** @import { ErrorCode } from "../../../js/index.js" */
/** @import { TestContext } from "node:test" */

const { PrivateKey, PublicKey, seal, unseal } = sealpost;
const { Keyring } = await importKeyring();
/** @type {{ errorCodes: readonly ErrorCode[] }} */
const { errorCodes } = await import(internal("base/errors.js"));

const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();
const ellipticKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
  type: "spki",
  format: "der",
});
const weakKey = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({ type: "pkcs8", format: "der" });

/** Codes that other tests produce: tests/vault/, and keyring/hostile-backups.test.js. @type {ErrorCode[]} */
const elsewhere = ["vault-unsupported"];

/** A call that fails with each code. @type {Partial<Record<ErrorCode, (t: TestContext) => unknown>>} */
const producers = {
  "malformed-key": () => PublicKey.parse("no key"),
  "unsupported-key": () => PublicKey.parse(ellipticKey),
  "weak-key": () => PrivateKey.parse(weakKey),
  "private-key-given": () => PublicKey.parse(key.toPem()),
  "public-key-given": () => PrivateKey.parse(publicKey.toPem()),
  "passphrase-required": () => PrivateKey.parse(key.toPem({ passphrase: "hunter2" })),
  "wrong-passphrase": () => PrivateKey.parse(key.toPem({ passphrase: "hunter2" }), { passphrase: "hunter3" }),
  "message-too-long": () => publicKey.encrypt(new Uint8Array(191)),
  "decryption-failed": () => key.decrypt(new Uint8Array(256)),
  "not-a-recipient": () => unseal(seal("x", publicKey), PrivateKey.generate({ bits: 2048 })),
  "signature-invalid": () => unseal(seal("x", publicKey), key, { from: publicKey.thumbprint() }),
  "malformed-message": () => unseal("no message", key),
  "unsupported-algorithm": () =>
    unseal(`${Buffer.from('{"alg":"RSA1_5","enc":"A256GCM"}').toString("base64url")}.AA.AA.AA.AA`, key),
  "malformed-file": async () => (await importFiles()).unsealFile(new Uint8Array(10), key),
  "invalid-argument": () => publicKey.encrypt(/** @type {any} */ (null)),
  "random-unavailable": (t) => {
    t.mock.method(crypto, "getRandomValues", () => assert.fail("no entropy"));
    return publicKey.encrypt("x");
  },
  "not-initialized": async (t) => (await uninitialised(t)).sealpost.PublicKey.parse("x"),
  "load-failed": async (t) => (await uninitialised(t)).sealpost.default(new Uint8Array(8)),
  disposed: () => {
    const freed = PublicKey.parse(publicKey.toPem());
    freed.free();
    return freed.bits;
  },
  "internal-error": async (t) => {
    const { sealpost, wasm } = await uninitialised(t);
    await sealpost.default(await readFile(wasmFile));
    const recipient = sealpost.PublicKey.parse(publicKey.toPem());
    // Overwriting the allocator's lists makes the wasm module trap.
    new Uint8Array((await wasm.default({ module_or_path: "" })).memory.buffer).fill(0xff);
    for (let round = 0; round < 10; round += 1) sealpost.seal("x", recipient);
  },
  "worker-failed": () => Keyring.open({ worker: () => assert.fail("no worker") }),
  aborted: async (t) => (await openKeyring(t)).keyring.generate({ signal: AbortSignal.abort() }),
  "key-not-found": async (t) => (await openKeyring(t)).keyring.remove("no id"),
  "not-exportable": async (t) => {
    const { keyring } = await openKeyring(t);
    const { id } = await keyring.import(key.toPem(), { exportable: false });
    return keyring.export(id, { plaintext: true });
  },
  "passkey-failed": async (t) => {
    const { keyring } = await openKeyring(t);
    const { id } = await keyring.import(key.toPem(), { newPassphrase: "one" });
    await keyring.lock(id);
    return keyring.unlockWithPasskey(id);
  },
  "key-locked": async (t) => {
    const { keyring } = await openKeyring(t);
    const { id } = await keyring.import(key.toPem(), { newPassphrase: "one" });
    await keyring.lock();
    return keyring.export(id, { plaintext: true });
  },
  "storage-unavailable": (t) => openKeyring(t, { storage: "persistent" }),
};

for (const code of errorCodes) {
  test(elsewhere.includes(code) ? `${code} is left to other tests` : `a call fails with ${code}`, async (t) => {
    const produce = producers[code];
    if (elsewhere.includes(code))
      return assert.ok(!produce, `${code} is produced here: remove it from the list \`elsewhere\``);
    assert.ok(produce, `no call here produces ${code}, and it is not in the list \`elsewhere\``);
    await fails(code, () => produce(t));
  });
}

test("the calls here and the codes of the package are the same list", () => {
  assert.deepEqual([...Object.keys(producers), ...elsewhere].sort(), [...errorCodes].sort());
});
