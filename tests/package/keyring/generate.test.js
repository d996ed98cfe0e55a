// Key generation by the keyring and its generators.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { internal, sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";
import { integers } from "../../support/keys/der.js";

const { PrivateKey } = sealpost;
const known = PrivateKey.generate({ bits: 2048 });
const pem = known.toPem();
const id = known.publicKey().thumbprint();

test("keys are generated with progress by the same generators, and no private bytes reach the page", async (t) => {
  const { keyring, workers, running, changes } = await openKeyring(t);
  await keyring.import(pem);
  /** @type {import("../../../js/keyring.js").Progress[]} */
  const reports = [];
  const generating = keyring.generate({
    bits: 2048,
    name: "new",
    onProgress: (progress) => void reports.push(progress),
  });
  const second = keyring.generate({ bits: 2048, exportable: false });
  const entry = await generating;
  assert.equal(entry.bits, 2048);
  assert.equal(entry.name, "new");
  for (const [index, { elapsed, candidates, probability }] of reports.entries()) {
    assert.ok(probability >= 0 && probability <= 1);
    const before = reports[index - 1];
    if (before)
      assert.ok(elapsed > before.elapsed && candidates >= before.candidates && probability >= before.probability);
  }
  const generators = running("generator");
  const { id: other } = await second;
  assert.deepEqual(running("generator"), generators, "the second key was made by other generators");
  await fails("not-exportable", () => keyring.export(other, { plaintext: true }));
  assert.deepEqual(changes, [`added ${id}`, `added ${entry.id}`, `added ${other}`]);

  const exported = await keyring.export(entry.id, { plaintext: true });
  const { received } = workers.find(({ kind }) => kind === "keyring") ?? assert.fail();
  const secrets = secretNumbers(exported);
  assert.ok(holds(received.splice(-1), exported), "control: the search finds an exported key");
  for (const worker of workers) {
    for (const secret of secrets)
      assert.ok(!holds(worker.received, secret), `private bytes came from the ${worker.kind} worker`);
  }
});

test("there are as many generators as cores, at most four, and they make a valid key, also with fewer cores", async (t) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  t.after(() => {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else Reflect.deleteProperty(globalThis, "navigator");
  });
  for (const [cores, expected] of [
    [1, 1],
    [2, 2],
    [3, 3],
    [8, 4],
  ]) {
    Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: cores }, configurable: true });
    const { keyring, running } = await openKeyring(t);
    const entry = await keyring.generate({ bits: 2048 });
    assert.equal(running("generator").length, expected);
    // `parse` tests the primes.
    const key = PrivateKey.parse(await keyring.export(entry.id, { plaintext: true }));
    assert.equal(key.publicKey().thumbprint(), entry.id);
  }
});

test("a key may have any size that is a multiple of 8 bits", async (t) => {
  const { keyring } = await openKeyring(t);
  for (const bits of [2056, 2064, 2072]) {
    const entry = await keyring.generate({ bits });
    assert.equal(entry.bits, bits);
    const key = PrivateKey.parse(await keyring.export(entry.id, { plaintext: true }));
    assert.equal(key.publicKey().thumbprint(), entry.id);
  }
});

test("without crypto.subtle, as on plain http, a key is generated but not protected", async (t) => {
  const { keyring } = await openKeyring(t, { insecure: true });
  await fails("storage-unavailable", () => keyring.generate({ bits: 2048, passphrase: "hunter2" }), "hunter2");
  assert.equal((await keyring.generate({ bits: 2048 })).bits, 2048);
});

test("progress is reported at least ten times a second", async (t) => {
  const { keyring } = await openKeyring(t, { endless: true });
  const controller = new AbortController();
  let count = 0;
  const search = keyring.generate({ bits: 8192, signal: controller.signal, onProgress: () => (count += 1) });
  // The reports are compared with a timer of ten times a second, which a busy machine delays as it delays the reports.
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1) > 20 && controller.abort(), 100);
  t.after(() => clearInterval(timer));
  await fails("aborted", () => search);
  assert.ok(count >= 20, `${count} reports in ${ticks} tenths of a second`);
});

test("the reported probability is that of finding at least two primes for one key, and four for two keys", async () => {
  const { probabilityOfEnd } = await import(internal("keygen/generators.js"));
  // The probability that N is prime, given that it has no prime factor below the bound, is 1/ln N divided by the
  // probability of having no such factor.
  const bound = 1 << 18;
  const composite = new Uint8Array(bound);
  let survives = 1;
  for (let n = 2; n < bound; n += 1) {
    if (composite[n]) continue;
    survives *= 1 - 1 / n;
    for (let multiple = 2 * n; multiple < bound; multiple += n) composite[multiple] = 1;
  }
  for (const bits of [2048, 3072, 4096, 8192]) {
    const p = 1 / (survives * (bits / 2) * Math.LN2);
    for (const tests of [0, 1, 50, 200, 1000, 5000]) {
      // Binomial: the probability of exactly k primes.
      let exactly = (1 - p) ** tests;
      let fewer = 0;
      for (let k = 0; k < 4; k += 1) {
        fewer += exactly;
        exactly *= ((tests - k) / (k + 1)) * (p / (1 - p));
        if (k === 1)
          assert.ok(Math.abs(probabilityOfEnd(bits, tests) - 1 + fewer) < 0.01, `${bits} bits, ${tests} tests`);
      }
      assert.ok(
        Math.abs(probabilityOfEnd(bits, tests, 2) - 1 + fewer) < 0.01,
        `two keys of ${bits} bits, ${tests} tests`,
      );
    }
  }
});

/**
 * 32 bytes of each of the numbers d, p and q.
 *
 * @param {string} pem
 */
function secretNumbers(pem) {
  const { d, p, q } = integers(PrivateKey.parse(pem).toDer({ format: "pkcs1" }));
  return [d, p, q].map((number) => Buffer.from(number).subarray(1, 33));
}

/**
 * Whether a value contains `secret`: as bytes, or in a text as it is, in hexadecimal digits or in base64.
 *
 * @param {unknown} value
 * @param {string | Buffer} secret
 * @returns {boolean}
 */
function holds(value, secret) {
  if (typeof value === "string") {
    if (typeof secret === "string") return value.includes(secret);
    const decoded = Buffer.from(value.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
    return decoded.includes(secret) || value.includes(secret.toString("hex"));
  }
  if (value instanceof Uint8Array)
    return Buffer.from(value).includes(secret) || holds(Buffer.from(value).toString("latin1"), secret);
  return typeof value === "object" && value !== null && Object.values(value).some((member) => holds(member, secret));
}
