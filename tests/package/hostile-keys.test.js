// Files made to hang, to fill the memory or to trap the instance: a typed error at once, and nothing else happens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails, internal, sealpost } from "./installed.js";
import { files, of16k, openssh, pem } from "./hostile-files.js";
import { der, identifier, numbers, pbkdf2, prime, protectedBy, scrypt, spki } from "./key-numbers.js";

const { PrivateKey, PublicKey, inspect, seal, unseal } = sealpost;
/** @type {typeof import("../../js/wasm/sealpost.js")} */
const raw = await import(internal("cjs/wasm/sealpost.js"));
/** The bindings give back what they have loaded. @type {{ memory: WebAssembly.Memory }} */
const { memory } = /** @type {any} */ (raw.initSync)();

const key = PrivateKey.generate({ bits: 2048 });
for (const [name, code, file] of files) {
  test(name, async () => {
    const before = memory.buffer.byteLength;
    const cpu = process.cpuUsage();
    await fails(code, () => PrivateKey.parse(file, { passphrase: "hunter2" }), "hunter2");
    const { user } = process.cpuUsage(cpu);
    assert.ok(user < 1_000_000, `refused after ${user / 1000} ms`);
    if (typeof file === "string" || file instanceof Uint8Array) assert.ok(inspect(file).kind, "inspect answers");
    assert.ok(memory.buffer.byteLength - before < 8 << 20, "the memory grew");
    assert.equal(unseal(seal("still here", key.publicKey()), key).text(), "still here");
  });
}

test("a public key of 16,384 bits, and one with a huge exponent", async () => {
  const huge = numbers(prime(2048), prime(2048));
  const before = memory.buffer.byteLength;
  await fails("unsupported-key", () => PublicKey.parse(spki(of16k)));
  await fails("unsupported-key", () => PublicKey.parse(spki({ n: huge.n, e: huge.d })));
  const inspected = inspect(spki(of16k));
  assert.ok(
    inspected.kind === "public-key" && inspected.bits === 16_384 && inspected.refused?.code === "unsupported-key",
  );
  assert.ok(memory.buffer.byteLength - before < 8 << 20);
});

test("what is within the limits is worked on: control", async () => {
  // Wrong passphrases, found out after the derivation and not before it.
  for (const file of [protectedBy(pbkdf2(10_000n)), protectedBy(scrypt(2n ** 14n, 8n, 1n))]) {
    await fails("wrong-passphrase", () => PrivateKey.parse(file, { passphrase: "hunter2" }));
    await fails("passphrase-required", () => PrivateKey.parse(file));
  }
  await fails("wrong-passphrase", () => PrivateKey.parse(pem("OPENSSH PRIVATE KEY", openssh(2)), { passphrase: "x" }));
});

test("every algorithm that is not read is named as unsupported", async () => {
  const unknown = der(0x30, identifier("1.2.3.4"), der(0x30, der(4, [1])));
  await fails("unsupported-key", () => PrivateKey.parse(protectedBy(unknown), { passphrase: "x" }));
  const pbes1 = der(0x30, der(0x30, identifier("1.2.840.113549.1.5.3"), der(0x30, der(4, [1]))), der(4, [1]));
  await fails("unsupported-key", () => PrivateKey.parse(pbes1, { passphrase: "x" }));
});

test("every truncation and many flips of protected files are typed errors", () => {
  const text = key.toDer({ passphrase: "hunter2" });
  // The parameters stand in the first hundred bytes; a wrong passphrase costs as much as the right one, so there is none.
  for (let at = 0; at < 120; at += 1) {
    for (const file of [
      text.subarray(0, at),
      Uint8Array.from(text, (byte, index) => (index === at ? byte ^ 0x21 : byte)),
    ]) {
      assert.throws(() => PrivateKey.parse(file), sealpost.isSealpostError, `byte ${at}`);
      assert.ok(inspect(file).kind);
    }
  }
  const file = openssh(2);
  for (let at = 0; at < 400; at += 1) {
    const flipped = Uint8Array.from(file, (byte, index) => (index === at ? byte ^ 0x21 : byte));
    assert.throws(() => PrivateKey.parse(pem("OPENSSH PRIVATE KEY", flipped)), sealpost.isSealpostError, `byte ${at}`);
  }
  assert.equal(unseal(seal("still here", key.publicKey()), key).text(), "still here");
});
