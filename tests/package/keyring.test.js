// The keyring: the page's side and both kinds of worker, in threads of Node.
import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import { test } from "node:test";
import { fails, importKeyring, internal, sealpost } from "./installed.js";
import { NodeWorker, spawner } from "./node-worker.js";

const { PrivateKey, PublicKey, seal, unseal } = sealpost;
const { Keyring } = await importKeyring();
const known = PrivateKey.generate({ bits: 2048 });
const pem = known.toPem();
const id = known.publicKey().thumbprint();

/** @param {import("node:test").TestContext} t @param {Parameters<typeof spawner>[0]} [options] */
async function open(t, options) {
  const { workers, worker, searches } = spawner({ ...options });
  const keyring = await Keyring.open({ worker });
  /** @type {string[]} */
  const changes = [];
  keyring.addEventListener("change", (event) => {
    const { type, id } = /** @type {CustomEvent} */ (event).detail;
    changes.push(`${type} ${id}`);
  });
  t.after(() => {
    keyring.close();
    for (const worker of workers) worker.terminate();
  });
  const running = (/** @type {string} */ kind) =>
    workers.filter((worker) => worker.kind === kind && !worker.terminated);
  return { keyring, workers, searches, running, changes };
}

/** Waits until it holds; what never does is left to the assertion behind. @param {() => boolean} condition */
async function until(condition) {
  for (let tries = 0; tries < 1000 && !condition(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("import, list, rename, decrypt, seal, unseal, export, remove", async (t) => {
  const { keyring, changes } = await open(t);
  assert.equal(keyring.storage, "memory");
  assert.deepEqual(await keyring.list(), []);
  const entry = await keyring.import(pem, { name: "mine" });
  const { created, ...rest } = entry;
  assert.ok(created instanceof Date && Date.now() - Number(created) < 60_000);
  const half = known.publicKey();
  assert.deepEqual(rest, {
    id,
    name: "mine",
    bits: 2048,
    publicKey: half.toPem(),
    fingerprint: half.fingerprint(),
    locked: false,
    exportable: true,
    protection: "none",
  });
  assert.deepEqual(await keyring.list(), [entry]);

  const label = Uint8Array.of(1, 2, 3);
  const ciphertext = half.encrypt("short", { hash: "SHA-512", mgfHash: "SHA-1", label });
  const decrypted = await keyring.decrypt(id, ciphertext, { hash: "SHA-512", mgfHash: "SHA-1", label });
  assert.equal(new TextDecoder().decode(decrypted), "short");
  assert.equal(ciphertext.length, 256, "the caller's own buffer is not taken");

  const long = new Uint8Array(3 << 20).fill(7);
  const sealed = await keyring.seal(long, [half.toPem()]);
  assert.equal(long.length, 3 << 20);
  const opened = await keyring.unseal(sealed);
  assert.deepEqual(opened.plaintext, long);
  assert.equal(opened.kid, id);
  assert.deepEqual(opened.header, { alg: "RSA-OAEP-256", enc: "A256GCM", kid: id });
  assert.equal((await keyring.unseal(seal("text: é", half), { id })).text(), "text: é");
  assert.equal(unseal(await keyring.seal("from the keyring", [half.toPem()]), known).text(), "from the keyring");

  await keyring.rename(id, "ours");
  assert.equal((await keyring.list())[0]?.name, "ours");
  const exported = await keyring.export(id, { plaintext: true });
  assert.equal(PrivateKey.parse(exported).publicKey().thumbprint(), id);
  await keyring.remove(id);
  assert.deepEqual(await keyring.list(), []);
  await fails("key-not-found", () => keyring.decrypt(id, ciphertext));
  assert.deepEqual(changes, [`added ${id}`, `renamed ${id}`, `removed ${id}`]);
});

test("a key that is imported twice stays as it was", async (t) => {
  const { keyring, changes } = await open(t);
  const first = await keyring.import(pem, { name: "first", exportable: false });
  const second = await keyring.import(known.toDer({ format: "pkcs1" }), { name: "second", exportable: true });
  assert.deepEqual(second, first);
  assert.deepEqual(changes, [`added ${id}`]);
});

test("clear removes every key, and says so", async (t) => {
  const { keyring, changes } = await open(t);
  await keyring.import(pem);
  await keyring.clear();
  assert.deepEqual(await keyring.list(), []);
  assert.deepEqual(changes, [`added ${id}`, `removed ${id}`]);
});

test("generate: progress, warm generators, no private bytes to the page", async (t) => {
  const { keyring, workers, running, changes } = await open(t);
  await keyring.import(pem);
  /** @type {import("../../js/keyring.js").Progress[]} */
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
  assert.deepEqual(running("generator"), generators, "the generators stayed warm");
  await fails("not-exportable", () => keyring.export(other, { plaintext: true }));
  assert.deepEqual(changes, [`added ${id}`, `added ${entry.id}`, `added ${other}`]);

  const exported = await keyring.export(entry.id, { plaintext: true });
  const { received } = workers.find(({ kind }) => kind === "keyring") ?? assert.fail();
  const secrets = secretNumbers(exported);
  assert.ok(holds(received.splice(-1), exported), "the scan finds a key where there is one");
  for (const worker of workers) {
    for (const secret of secrets)
      assert.ok(!holds(worker.received, secret), `private bytes came from the ${worker.kind}`);
  }
});

test("as many generators as cores, two at most; one alone confirms both primes", async (t) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  t.after(() => {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else Reflect.deleteProperty(globalThis, "navigator");
  });
  for (const [cores, expected] of [
    [1, 1],
    [8, 2],
  ]) {
    Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: cores }, configurable: true });
    const { keyring, running } = await open(t);
    const entry = await keyring.generate({ bits: 2048 });
    assert.equal(running("generator").length, expected);
    // Reading it again tests that its primes are prime.
    const key = PrivateKey.parse(await keyring.export(entry.id, { plaintext: true }));
    assert.equal(key.publicKey().thumbprint(), entry.id);
  }
});

test("without crypto.subtle, as on plain http, generators take their turns all the same", async (t) => {
  const { keyring } = await open(t, { insecure: true });
  await fails("storage-unavailable", () => keyring.generate({ bits: 2048, passphrase: "hunter2" }), "hunter2");
  assert.equal((await keyring.generate({ bits: 2048 })).bits, 2048);
});

test("progress comes at least ten times a second", async (t) => {
  const { keyring } = await open(t, { endless: true });
  const controller = new AbortController();
  let count = 0;
  const search = keyring.generate({ bits: 8192, signal: controller.signal, onProgress: () => (count += 1) });
  // A timer of ten times a second, which a busy machine holds up as it holds up the reports.
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1) > 20 && controller.abort(), 100);
  t.after(() => clearInterval(timer));
  await fails("aborted", () => search);
  assert.ok(count >= 20, `${count} reports in ${ticks} tenths of a second`);
});

test("a search holds up no other call; abort ends it at once and leaves the keys usable", async (t) => {
  const { keyring, running, changes, searches } = await open(t, { endless: true });
  await keyring.import(pem);
  const controller = new AbortController();
  const reason = new Error("changed my mind");
  const search = keyring.generate({ bits: 8192, signal: controller.signal });
  const queued = keyring.generate({ bits: 8192, signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(running("generator").length > 0);
  const ciphertext = known.publicKey().encrypt("meanwhile");
  assert.equal(new TextDecoder().decode(await keyring.decrypt(id, ciphertext)), "meanwhile");
  // The searches would never end by themselves.
  controller.abort(reason);
  for (const aborted of [search, queued, keyring.generate({ signal: controller.signal })]) {
    const error = await fails("aborted", () => aborted);
    assert.equal(error.cause, reason);
  }
  assert.equal(running("generator").length, 0, "the generators are terminated");
  assert.equal(running("keyring").length, 1, "the keyring is not");
  assert.equal((await keyring.unseal(seal("still here", known.publicKey()))).text(), "still here");
  searches.endless = false;
  assert.equal((await keyring.generate({ bits: 2048 })).bits, 2048);
  assert.equal(changes.length, 2);
});

test("an abort when the key is there and the page has not heard of it: it does not stay", async (t) => {
  const controller = new AbortController();
  const keyring = await Keyring.open({
    worker: (kind) => {
      const worker = new NodeWorker(kind);
      t.after(() => worker.terminate());
      // Heard before the keyring hears it.
      worker.addEventListener("message", (event) => {
        if (/** @type {MessageEvent} */ (event).data.result?.bits) controller.abort();
      });
      return /** @type {any} */ (worker);
    },
  });
  t.after(() => keyring.close());
  /** @type {string[]} */
  const changes = [];
  keyring.addEventListener("change", (event) => changes.push(/** @type {CustomEvent} */ (event).detail.type));
  await fails("aborted", () => keyring.generate({ bits: 2048, signal: controller.signal }));
  assert.deepEqual(await keyring.list(), []);
  assert.deepEqual(changes, ["added", "removed"]);
});

test("an abort at any moment, also while the key is encrypted: what fails leaves no key, what does not has made one", async (t) => {
  const { keyring } = await open(t);
  /** @type {Set<string>} */
  const outcomes = new Set();
  for (let delay = 5; delay < 60_000 && !outcomes.has("made"); delay *= 1.2) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), delay);
    const options = { bits: 2048, passphrase: "correct horse", signal: controller.signal };
    const outcome = await keyring.generate(options).then(
      () => "made",
      ({ code }) => code,
    );
    clearTimeout(timer);
    outcomes.add(outcome);
    assert.equal((await keyring.list()).length, outcome === "made" ? 1 : 0, `after ${delay} ms: ${outcome}`);
  }
  assert.deepEqual([...outcomes], ["aborted", "made"]);
});

test("abort of a call in a queue: at once, and what had not begun is not done", async (t) => {
  const { keyring, running } = await open(t);
  const worker = running("keyring")[0] ?? assert.fail();
  await keyring.import(pem);
  const ciphertext = known.publicKey().encrypt("x");
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const release = worker.hold();
  const kept = keyring.seal(new Uint8Array(16 << 20), [known.publicKey().toPem()]);
  const calls = Array.from({ length: 50 }, () => keyring.decrypt(id, ciphertext, { signal: controller.signal }));
  controller.abort();
  for (const call of calls) await fails("aborted", () => call);
  release();
  await kept;
  await keyring.list();
  const dropped = worker.received.filter((message) => /** @type {any} */ (message).failure?.code === "aborted");
  assert.equal(dropped.length, calls.length, "the worker answered each dropped call without doing it");
});

test("a worker that breaks down fails what is under way, and the next call starts another", async (t) => {
  const { keyring, running, changes } = await open(t, { endless: true });
  await keyring.import(pem);
  const search = keyring.generate({ bits: 8192 });
  const sealing = keyring.seal(new Uint8Array(8 << 20), [known.publicKey().toPem()]);
  running("keyring")[0]?.crash();
  await Promise.all([
    fails("worker-failed", () => search),
    sealing.catch((error) => assert.equal(error.code, "worker-failed")),
  ]);
  assert.deepEqual(changes, [`added ${id}`, `removed ${id}`]);
  assert.deepEqual(await keyring.list(), []);
  assert.equal((await keyring.import(pem)).id, id);
});

test("after a trap each failure tells the first cause, and the next call starts another worker", async (t) => {
  const { keyring, running, changes } = await open(t);
  await keyring.import(pem);
  const worker = running("keyring")[0] ?? assert.fail();
  // What is done on the way out of the trap must not hide it.
  worker.trap("RawKeys", "pushPublic");
  worker.trap("RawPublicKey", "free");
  worker.trap("RawKeys", "free");
  const sealing = keyring.seal("x", [known.publicKey().toPem()]);
  const waiting = keyring.list().catch((error) => error);
  const error = await fails("internal-error", () => sealing);
  assert.match(String(error.cause), /trap in pushPublic/);
  assert.ok(["worker-failed", "internal-error", undefined].includes((await waiting).code));
  assert.deepEqual(changes, [`added ${id}`, `removed ${id}`]);
  assert.deepEqual(await keyring.list(), []);
  await keyring.import(pem);
  assert.equal((await keyring.unseal(seal("x", known.publicKey()))).text(), "x");
});

test("a generator that traps tells the cause, and others take its place", async (t) => {
  const { keyring, running } = await open(t);
  await keyring.generate({ bits: 2048 });
  for (const worker of running("generator")) worker.trap("RawPrimeSearch", "step");
  const error = await fails("internal-error", () => keyring.generate({ bits: 2048 }));
  assert.match(String(error.cause), /trap in step/);
  assert.equal((await keyring.generate({ bits: 2048 })).bits, 2048);
});

test("a generator that breaks down fails the search alone", async (t) => {
  const { keyring, running, searches } = await open(t, { endless: true });
  await keyring.import(pem);
  const search = keyring.generate({ bits: 8192 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  running("generator")[0]?.crash();
  await fails("worker-failed", () => search);
  assert.equal(running("generator").length, 0);
  assert.equal((await keyring.list()).length, 1);
  searches.endless = false;
  await keyring.generate({ bits: 2048 });
  running("generator")[0]?.crash();
  await until(() => running("generator").length === 0);
  assert.equal(running("generator").length, 0, "nor does one that broke down while idle take part in the next search");
  await keyring.generate({ bits: 2048 });
});

test("close wipes the keys, ends the workers, and fails every call", async (t) => {
  const { keyring, workers } = await open(t, { endless: true });
  await keyring.import(pem);
  const search = keyring.generate({ bits: 8192 });
  const queued = keyring.generate();
  await new Promise((resolve) => setTimeout(resolve, 100));
  keyring.close();
  keyring.close();
  for (const call of [search, queued, keyring.list(), keyring.generate(), keyring.import(pem)])
    await fails("disposed", () => call);
  await until(() => workers.every(({ terminated }) => terminated));
  assert.ok(workers.every(({ terminated }) => terminated));
});

test("a key leaves under a passphrase, which opens it", async (t) => {
  const { keyring } = await open(t);
  const { id } = await keyring.import(pem);
  const text = await keyring.export(id, { passphrase: "hunter2" });
  assert.match(text, /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  await fails("passphrase-required", () => keyring.import(text));
  await fails("wrong-passphrase", () => keyring.import(text, { passphrase: "hunter3" }), "hunter3");
  await keyring.remove(id);
  assert.equal((await keyring.import(text, { passphrase: "hunter2" })).id, id);
});

test("bad input, each with its error, and the keyring goes on", async (t) => {
  const { keyring } = await open(t);
  await keyring.import(pem);
  const half = known.publicKey();
  const sealed = seal("x", half);
  const ciphertext = half.encrypt("x");
  /** @type {any} */
  const any = keyring;
  for (const vault of ["", "x".repeat(201), 5, "\ud800"])
    await fails("invalid-argument", () => Keyring.open({ vault: /** @type {any} */ (vault) }));
  for (const lockAfter of [0, -1, NaN, Infinity, "5"]) {
    await fails("invalid-argument", () => Keyring.open({ lockAfter: /** @type {any} */ (lockAfter) }));
  }
  await fails("invalid-argument", () => Keyring.open(/** @type {any} */ ({ storage: "hunter2-disk" })), "hunter2");
  await fails("invalid-argument", () => Keyring.open(/** @type {any} */ ({ worker: "hunter2" })), "hunter2");
  await fails("worker-failed", () => Keyring.open({ worker: () => assert.fail("no worker here") }));
  await fails("invalid-argument", () => new /** @type {any} */ (Keyring)());
  await fails("invalid-argument", () => any.import(pem, "hunter2"), "hunter2");
  await fails("invalid-argument", () => any.import(pem, { secret: "hunter2" }), "hunter2");
  await fails("invalid-argument", () => any.import(pem, { newPassphrase: 5 }));
  await fails("invalid-argument", () => any.import(pem, { newPassphrase: "" }));
  await fails("invalid-argument", () => any.import(pem, { newPassphrase: "hunter2".repeat(10_000) }), "hunter2");
  await fails("invalid-argument", () => keyring.import(pem, { name: "x".repeat(201) }));
  await fails("invalid-argument", () => keyring.rename(id, "x".repeat(201)));
  await fails("invalid-argument", () => keyring.remove("x".repeat(129)));
  await fails("invalid-argument", () => any.import(pem, { name: 5 }));
  await fails("invalid-argument", () => any.import(5));
  await fails("malformed-key", () => keyring.import("hunter2"), "hunter2");
  await fails("malformed-key", () => keyring.import(new Uint8Array(1 << 20)));
  await fails("public-key-given", () => keyring.import(half.toPem()));
  await fails("invalid-argument", () => keyring.generate({ bits: 2049 }));
  await fails("invalid-argument", () => keyring.generate({ bits: 0 }));
  await fails("invalid-argument", () => keyring.generate({ bits: 16384 }));
  await fails("invalid-argument", () => any.generate({ bits: "2048" }));
  await fails("invalid-argument", () => any.generate({ onProgress: "hunter2" }), "hunter2");
  await fails("invalid-argument", () => any.generate({ signal: "hunter2" }), "hunter2");
  await fails("invalid-argument", () => any.rename(id));
  await fails("invalid-argument", () => keyring.rename(id, "\ud800"));
  await fails("key-not-found", () => keyring.rename("hunter2", "x"), "hunter2");
  await fails("key-not-found", () => keyring.decrypt("hunter2", ciphertext), "hunter2");
  await fails("decryption-failed", () => keyring.decrypt(id, new Uint8Array(5 << 20)));
  await fails("invalid-argument", () => any.decrypt(id, ciphertext, { hash: "hunter2" }), "hunter2");
  await fails("private-key-given", () => keyring.seal("x", [pem]));
  await fails("invalid-argument", () => any.seal("x", half.toPem()));
  await fails("invalid-argument", () => any.seal("x", [half]));
  await fails("invalid-argument", () => keyring.seal("x", []));
  await fails("message-too-long", () => keyring.seal("x", Array(101).fill(half.toPem())));
  await fails("invalid-argument", () => any.seal(["x"], [half.toPem()]));
  await fails("message-too-long", () => keyring.seal(new Uint8Array((64 << 20) + 1), [half.toPem()]));
  await fails("malformed-message", () => keyring.unseal("hunter2"), "hunter2");
  await fails("key-not-found", () => keyring.unseal(sealed, { id: "hunter2" }), "hunter2");
  await fails("not-a-recipient", () => keyring.unseal(seal("x", other.publicKey())));
  await fails("invalid-argument", () => any.export(id));
  await fails("invalid-argument", () => any.export(id, { plaintext: false }));
  await fails("invalid-argument", () => any.export(id, { passphrase: "" }));
  await fails("invalid-argument", () => any.export(id, { passphrase: "hunter2", plaintext: true }), "hunter2");
  await fails("key-not-found", () => keyring.remove("hunter2"), "hunter2");
  assert.equal((await keyring.unseal(sealed)).text(), "x");
  await keyring.clear();
  await fails("key-not-found", () => keyring.unseal(sealed));
});

const other = PrivateKey.generate({ bits: 2048 });

test("several recipients, and diagnose", async (t) => {
  const { keyring } = await open(t);
  await keyring.import(pem);
  const halves = [other.publicKey().toPem(), known.publicKey().toPem(), known.publicKey().toPem()];
  const sealed = await keyring.seal("to two", halves);
  assert.equal(JSON.parse(sealed).recipients.length, 2);
  const opened = await keyring.unseal(sealed);
  assert.equal(opened.text(), "to two");
  assert.equal(opened.kid, id);
  assert.equal(unseal(sealed, other).text(), "to two");
  const label = Uint8Array.of(1);
  const ciphertext = known.publicKey().encrypt("x", { hash: "SHA-1", mgfHash: "SHA-512", label });
  assert.deepEqual(await keyring.diagnose(id, ciphertext, { label }), { hash: "SHA-1", mgfHash: "SHA-512" });
  assert.equal(await keyring.diagnose(id, ciphertext), null);
  await fails("key-not-found", () => keyring.diagnose("hunter2", ciphertext), "hunter2");
  const aborted = AbortSignal.abort();
  await fails("aborted", () => keyring.diagnose(id, ciphertext, { signal: aborted }));
});

test("the longest message, there and back, and an abort on the way", async (t) => {
  const { keyring } = await open(t);
  await keyring.import(pem);
  const longest = new Uint8Array(64 << 20).fill(5);
  const sealed = await keyring.seal(longest, [known.publicKey().toPem()]);
  const { plaintext } = await keyring.unseal(sealed);
  assert.ok(Buffer.from(longest.buffer).equals(plaintext));
  const controller = new AbortController();
  const unsealing = keyring.unseal(sealed, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await fails("aborted", () => unsealing);
  assert.equal((await keyring.unseal(seal("still here", known.publicKey()))).text(), "still here");
});

test("what is public is sealed for, whatever form it has", async (t) => {
  const { keyring } = await open(t);
  const pkcs1 = PublicKey.parse(known.publicKey().toDer({ format: "pkcs1" })).toPem({ format: "pkcs1" });
  assert.equal(unseal(await keyring.seal("x", [pkcs1]), known).text(), "x");
});

test("where there are no workers, opening says so", async () => {
  assert.equal(typeof Worker, "undefined");
  const error = await fails("worker-failed", () => Keyring.open());
  assert.match(error.message, /PrivateKey/);
});

test("the probability of having ended is that of two successes in so many tests", async () => {
  const { probabilityOfEnd } = await import(internal("keygen/generators.js"));
  // A number without a prime factor below the bound is prime with the probability 1/ln N over that of having none.
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
      const exact = 1 - (1 - p) ** tests - tests * p * (1 - p) ** (tests - 1);
      assert.ok(Math.abs(probabilityOfEnd(bits, tests) - exact) < 0.01, `${bits} bits, ${tests} tests`);
    }
  }
});

/**
 * The first bytes of d, p and q of a key.
 *
 * @param {string} exported
 */
function secretNumbers(exported) {
  const der = PrivateKey.parse(exported).toDer({ format: "pkcs1" });
  // RSAPrivateKey: version, n, e, d, p, …; each a tag, a length of one to three bytes, and the number.
  const numbers = [];
  for (let at = 4; at < der.length; ) {
    const short = der[at + 1] ?? 0;
    const size = short < 128 ? 0 : short - 128;
    const start = at + 2 + size;
    const length = size === 0 ? short : der.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    numbers.push(der.subarray(start, start + length));
    at = start + length;
  }
  assert.equal(numbers.length, 9);
  return [numbers[3], numbers[4], numbers[5]].map((number) => Buffer.from(number ?? []).subarray(1, 33));
}

/**
 * Whether a message holds `secret`: as bytes, or within text as it is or in base64.
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
