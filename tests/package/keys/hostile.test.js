// Key files that would make a reader without limits hang, fill its memory or trap: each is an error at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails, instanceWorks } from "../../support/assertions.js";
import { sealpost, wasmMemory } from "../../support/installed.js";
import { der, identifier, pbkdf2, protectedBy, scrypt, spki } from "../../support/keys/der.js";
import { files, of16k, openssh, pem } from "../../support/keys/hostile-files.js";
import { numbers, prime } from "../../support/keys/numbers.js";

const { PrivateKey, PublicKey, inspect } = sealpost;
const memory = await wasmMemory();

const key = PrivateKey.generate({ bits: 2048 });
for (const [name, code, file] of files) {
  test(`${name}: refused at once`, async () => {
    const before = memory.buffer.byteLength;
    const cpu = process.cpuUsage();
    await fails(code, () => PrivateKey.parse(file, { passphrase: "hunter2" }), "hunter2");
    const { user } = process.cpuUsage(cpu);
    assert.ok(user < 1_000_000, `refused after ${user / 1000} ms`);
    if (typeof file === "string" || file instanceof Uint8Array) assert.ok(inspect(file).kind, "inspect gave no kind");
    assert.ok(memory.buffer.byteLength - before < 8 << 20, "the memory grew");
    instanceWorks();
  });
}

test("a public key of 16,384 bits, and one with an exponent as long as the modulus, are unsupported-key", async () => {
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

test("control: for a file within the limits a key is derived, so that its error is wrong-passphrase", async () => {
  for (const file of [protectedBy(pbkdf2(10_000n)), protectedBy(scrypt(2n ** 14n, 8n, 1n))]) {
    await fails("wrong-passphrase", () => PrivateKey.parse(file, { passphrase: "hunter2" }));
    await fails("passphrase-required", () => PrivateKey.parse(file));
  }
  await fails("wrong-passphrase", () => PrivateKey.parse(pem("OPENSSH PRIVATE KEY", openssh(2)), { passphrase: "x" }));
});

test("an unknown key derivation, and PBES1, are unsupported-key", async () => {
  const unknown = der(0x30, identifier("1.2.3.4"), der(0x30, der(4, [1])));
  await fails("unsupported-key", () => PrivateKey.parse(protectedBy(unknown), { passphrase: "x" }));
  const pbes1 = der(0x30, der(0x30, identifier("1.2.840.113549.1.5.3"), der(0x30, der(4, [1]))), der(4, [1]));
  await fails("unsupported-key", () => PrivateKey.parse(pbes1, { passphrase: "x" }));
});

test("a protected file that is cut off or changed anywhere in its parameters is a SealpostError", () => {
  const text = key.toDer({ passphrase: "hunter2" });
  // The parameters are in the first hundred bytes. No passphrase is given, because each derivation takes long.
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
  instanceWorks();
});
