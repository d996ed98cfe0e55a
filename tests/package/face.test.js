// The classes and functions of the main entry: what they do, and what each bad input gives.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fails, internal, sealpost } from "./installed.js";

const { PrivateKey, PublicKey, SealpostError, isSealpostError, safetyNumber, seal, unseal } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const half = key.publicKey();
const decode = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);

test("keys: generate, export, parse, in every form", () => {
  assert.equal(key.bits, 2048);
  for (const format of /** @type {const} */ (["pkcs8", "pkcs1"])) {
    assert.match(
      key.toPem({ format }),
      format === "pkcs8" ? /^-----BEGIN PRIVATE KEY-----\n/ : /^-----BEGIN RSA PRIVATE KEY-----\n/,
    );
    for (const form of [
      key.toPem({ format }),
      key.toDer({ format }),
      new TextEncoder().encode(key.toPem({ format })),
    ]) {
      assert.equal(PrivateKey.parse(form).toPem(), key.toPem());
    }
  }
  for (const format of /** @type {const} */ (["spki", "pkcs1"])) {
    assert.match(
      half.toPem({ format }),
      format === "spki" ? /^-----BEGIN PUBLIC KEY-----\n/ : /^-----BEGIN RSA PUBLIC KEY-----\n/,
    );
    for (const form of [half.toPem({ format }), half.toDer({ format }), half.toDer({ format }).slice().buffer]) {
      assert.equal(PublicKey.parse(form).toPem(), half.toPem());
    }
  }
  assert.match(half.thumbprint(), /^[\w-]{43}$/);
  assert.match(half.fingerprint(), /^SHA256:[A-Za-z0-9+/]{43}$/);
});

test("encrypt and decrypt: hashes, labels, views, and what still fits", () => {
  const label = Uint8Array.of(0, 1, 2);
  const options = /** @type {const} */ ({ hash: "SHA-384", mgfHash: "SHA-1", label });
  assert.equal(decode(key.decrypt(half.encrypt("é", options), options)), "é");
  assert.equal(half.maxPlaintext(), 256 - 2 * 32 - 2);
  assert.equal(half.maxPlaintext({ hash: "SHA-512" }), 256 - 2 * 64 - 2);
  const whole = Uint8Array.of(9, 9, 1, 2, 3, 9);
  const part = whole.subarray(2, 5);
  for (const plaintext of [part, part.slice().buffer, Buffer.from(part)]) {
    assert.deepEqual(key.decrypt(half.encrypt(plaintext)), Uint8Array.of(1, 2, 3));
  }
  assert.deepEqual(key.decrypt(half.encrypt("")), new Uint8Array());
  const ciphertext = half.encrypt(new Uint8Array(half.maxPlaintext()));
  assert.equal(key.decrypt(ciphertext.slice().buffer).length, half.maxPlaintext());
});

test("seal and unseal: text, bytes, several keys", () => {
  const other = PrivateKey.generate({ bits: 2048 });
  const sealed = seal("grüße", half);
  const opened = unseal(` ${sealed}\n`, [other, key]);
  assert.equal(opened.text(), "grüße");
  assert.equal(opened.kid, half.thumbprint());
  assert.deepEqual(opened.header, { alg: "RSA-OAEP-256", enc: "A256GCM", kid: half.thumbprint() });
  const megabyte = new Uint8Array(1 << 20).fill(5);
  assert.deepEqual(unseal(seal(megabyte, [half]), key).plaintext, megabyte);
  assert.equal(unseal(seal("\ufeffmark", half), key).text(), "\ufeffmark", "a byte order mark is part of the text");
});

test("seal for several: one message in general JSON, a key that comes twice counted once", () => {
  const other = PrivateKey.generate({ bits: 2048 });
  const halves = [half, other.publicKey(), half];
  const sealed = seal("to both", halves);
  const { protected: header, recipients, ...rest } = JSON.parse(sealed);
  assert.deepEqual(JSON.parse(Buffer.from(header, "base64url").toString()), { alg: "RSA-OAEP-256", enc: "A256GCM" });
  const kids = recipients.map((/** @type {any} */ recipient) => recipient.header.kid);
  assert.deepEqual(kids, [half.thumbprint(), other.publicKey().thumbprint()]);
  assert.deepEqual(Object.keys(rest), ["iv", "ciphertext", "tag"]);
  for (const own of [key, other]) {
    const opened = unseal(sealed, own);
    assert.equal(opened.text(), "to both");
    assert.equal(opened.kid, own.publicKey().thumbprint());
    assert.equal(opened.aad, undefined);
  }
  assert.equal(seal("to one", [half, half]).split(".").length, 5);
});

test("the longest message, at once, and none that does not fit into memory", () => {
  const longest = new Uint8Array(64 << 20).fill(5);
  const opened = unseal(seal(longest, half), key);
  assert.ok(Buffer.from(longest.buffer).equals(opened.plaintext));
  // A module that may have 32 MiB refuses what does not fit, and goes on.
  const script = `
    import { PrivateKey, seal, unseal } from ${JSON.stringify(internal("node.js"))};
    const key = PrivateKey.generate({ bits: 2048 });
    const code = (run) => { try { return run().length } catch (error) { return error.code } };
    console.log(code(() => seal(new Uint8Array(16 << 20), key.publicKey())),
      code(() => unseal("a.b.c." + "A".repeat(16 << 20) + ".d", key)), unseal(seal("works", key.publicKey()), key).text());
  `;
  const options = ["--wasm-max-mem-pages=512", "--input-type=module", "--eval", script];
  const said = execFileSync(process.execPath, options, { encoding: "utf8" });
  assert.equal(said, "message-too-long message-too-long works\n");
});

test("diagnose names the parameters that the sender used, or nothing", async () => {
  const hashes = /** @type {const} */ (["SHA-1", "SHA-256", "SHA-512/224"]);
  for (const hash of hashes) {
    for (const mgfHash of hashes) {
      const label = Uint8Array.of(1);
      const ciphertext = half.encrypt("x", { hash, mgfHash, label });
      assert.deepEqual(key.diagnose(ciphertext, { label }), { hash, mgfHash });
      assert.equal(key.diagnose(ciphertext), null, "another label");
    }
  }
  for (const none of [0, 255, 256, 257, 5000]) assert.equal(key.diagnose(new Uint8Array(none).fill(1)), null);
  await fails("invalid-argument", () => key.diagnose(new Uint8Array(256), /** @type {any} */ ({ hash: "SHA-1" })));
});

test("a safety number is that of the design, computed by other code", async () => {
  const other = PrivateKey.generate({ bits: 3072 }).publicKey();
  const numbers = [half, other].map((key) => {
    const spki = key.toDer();
    const hash = (/** @type {Uint8Array | string} */ first) => createHash("sha512").update(first).update(spki).digest();
    let digest = hash("sealpost safety number v1");
    for (let round = 0; round < 5200; round += 1) digest = hash(digest);
    const groups = [0, 5, 10, 15, 20, 25].map((at) => digest.readUIntBE(at, 5) % 100_000);
    return groups.map((group) => String(group).padStart(5, "0")).join(" ");
  });
  assert.equal(safetyNumber(half, other), numbers.sort().join(" "));
  assert.equal(safetyNumber(other, half), numbers.join(" "));
  await fails("private-key-given", () => safetyNumber(half, /** @type {any} */ (key)));
});

test("objects of another realm are taken", () => {
  const [bytes, buffer, options] = runInNewContext(`[Uint8Array.of(1, 2), new ArrayBuffer(3), { hash: "SHA-1" }]`);
  assert.deepEqual(key.decrypt(half.encrypt(bytes, options), options), Uint8Array.of(1, 2));
  assert.deepEqual(key.decrypt(half.encrypt(buffer)), new Uint8Array(3));
});

const detached = new ArrayBuffer(8);
const detachedView = new Uint8Array(detached, 2);
structuredClone(detached, { transfer: [detached] });

/** What is no byte string, by what it is. @type {[string, unknown][]} */
const notBytes = [
  ["a DataView", new DataView(new ArrayBuffer(4))],
  ["a Uint16Array", new Uint16Array(4)],
  ["a Uint8ClampedArray", new Uint8ClampedArray(4)],
  ["an array of numbers", [1, 2, 3]],
  ["null", null],
  ["undefined", undefined],
  ["a number", 5],
  ["an object", { length: 4, 0: 1 }],
  ["a detached ArrayBuffer", detached],
  ["a view of a detached ArrayBuffer", detachedView],
  ["a SharedArrayBuffer", new SharedArrayBuffer(4)],
  ["a view of a SharedArrayBuffer", new Uint8Array(new SharedArrayBuffer(4))],
  ["a proxy of a Uint8Array", new Proxy(new Uint8Array(4), {})],
  ["an object with the prototype of Uint8Array", Object.create(Uint8Array.prototype)],
  [
    "an object that calls itself a Uint8Array",
    { [Symbol.toStringTag]: "Uint8Array", byteLength: 1, buffer: new ArrayBuffer(1) },
  ],
  ["a PublicKey", half],
];

for (const [name, value] of notBytes) {
  test(`${name} is no byte string`, async () => {
    const wrong = /** @type {any} */ (value);
    await fails("invalid-argument", () => half.encrypt(wrong));
    await fails("invalid-argument", () => key.decrypt(wrong));
    await fails("invalid-argument", () => PublicKey.parse(wrong));
    await fails("invalid-argument", () => PrivateKey.parse(wrong));
    await fails("invalid-argument", () => seal(wrong, half));
    await fails("invalid-argument", () => unseal(wrong, key));
    if (value !== undefined) await fails("invalid-argument", () => half.encrypt("x", { label: wrong }));
    works();
  });
}

test("a string is no ciphertext and no label, and must be well-formed where it is text", async () => {
  await fails("invalid-argument", () => key.decrypt(/** @type {any} */ ("hunter2")), "hunter2");
  await fails("invalid-argument", () => half.encrypt("x", /** @type {any} */ ({ label: "hunter2" })), "hunter2");
  for (const text of ["\ud800", "a\udc00b"]) {
    await fails("invalid-argument", () => half.encrypt(text));
    await fails("invalid-argument", () => seal(text, half));
    await fails("invalid-argument", () => PublicKey.parse(text));
    await fails("invalid-argument", () => unseal(text, key));
  }
  works();
});

test("3 GB are refused before they are copied", async () => {
  const huge = new Uint8Array(3 * 2 ** 30);
  const before = process.memoryUsage().rss;
  for (const bytes of [huge, huge.buffer]) {
    await fails("message-too-long", () => half.encrypt(bytes));
    await fails("message-too-long", () => seal(bytes, half));
    await fails("malformed-key", () => PublicKey.parse(bytes));
    await fails("malformed-key", () => PrivateKey.parse(bytes));
    await fails("decryption-failed", () => key.decrypt(bytes));
    await fails("invalid-argument", () => half.encrypt("x", { label: bytes }));
  }
  assert.ok(process.memoryUsage().rss - before < 2 ** 28, "nothing of that size was copied");
  works();
});

test("lengths at the limits", async () => {
  await fails("message-too-long", () => half.encrypt(new Uint8Array(half.maxPlaintext() + 1)));
  const limit = 64 << 20;
  const error = await fails("message-too-long", () => seal(new Uint8Array(limit + 1), half));
  assert.match(error.message, /67,108,865 .* 67,108,864/, "both numbers");
  await fails("message-too-long", () => seal("é".repeat(limit / 2 + 1), half));
  await fails("message-too-long", () => unseal("A".repeat((limit / 3) * 4 + (2 << 20)), key));
  await fails("message-too-long", () => seal("x", Array(101).fill(half)));
  assert.equal(unseal(seal("x", Array(100).fill(half)), key).text(), "x");
  await fails("malformed-key", () => PublicKey.parse("A".repeat(1 << 20)));
  await fails("malformed-key", () => PrivateKey.parse(crypto.getRandomValues(new Uint8Array(1 << 16))));
  await fails("invalid-argument", () => half.encrypt("x", { label: new Uint8Array((1 << 16) + 1) }));
  works();
});

test("a failed decryption is one and the same error", async () => {
  const good = half.encrypt("x");
  const flipped = good.slice();
  flipped[100] = Number(flipped[100]) ^ 1;
  const wrong = [
    new Uint8Array(),
    flipped,
    good.subarray(1),
    new Uint8Array(257),
    new Uint8Array(4096),
    new Uint8Array(256).fill(255),
  ];
  const errors = [await fails("decryption-failed", () => key.decrypt(good, { label: Uint8Array.of(1) }))];
  for (const ciphertext of wrong) errors.push(await fails("decryption-failed", () => key.decrypt(ciphertext)));
  const shape = ({ message, name, ...own } = /** @type {any} */ (errors[0])) => ({
    message,
    name,
    own,
    keys: Reflect.ownKeys(errors[0] ?? {}),
  });
  for (const error of errors) assert.deepEqual({ ...shape(error), keys: Reflect.ownKeys(error) }, shape(errors[0]));
});

test("objects of the wrong class", async () => {
  const wrong = [
    {},
    Object.create(PrivateKey.prototype),
    Object.create(PublicKey.prototype),
    "hunter2",
    null,
    new Proxy(key, {}),
  ];
  for (const value of /** @type {any[]} */ (wrong)) {
    if (!(value instanceof PublicKey)) await fails("invalid-argument", () => unseal("a.b.c.d.e", value), "hunter2");
  }
  await fails("public-key-given", () => unseal("a.b.c.d.e", /** @type {any} */ (half)));
  await fails("private-key-given", () => seal("x", /** @type {any} */ (key)));
  for (const value of /** @type {any[]} */ ([{}, new Proxy(half, {}), "hunter2", null, undefined, [], [null]])) {
    await fails("invalid-argument", () => seal("x", value), "hunter2");
  }
  await fails("invalid-argument", () => unseal(seal("x", half), []));
  const fake = Object.create(PrivateKey.prototype);
  for (const use of [
    () => fake.bits,
    () => fake.publicKey(),
    () => fake.decrypt(new Uint8Array(256)),
    () => fake.toPem(),
    () => fake.free(),
  ]) {
    await fails("invalid-argument", use);
  }
  const fakeHalf = Object.create(PublicKey.prototype);
  for (const use of [
    () => fakeHalf.bits,
    () => fakeHalf.encrypt("x"),
    () => fakeHalf.thumbprint(),
    () => fakeHalf.free(),
  ]) {
    await fails("invalid-argument", use);
  }
  await fails("invalid-argument", () => new /** @type {any} */ (PrivateKey)());
  await fails("invalid-argument", () => new /** @type {any} */ (PublicKey)(half));
  works();
});

test("the wrong half of a key is named", async () => {
  await fails("private-key-given", () => PublicKey.parse(key.toPem()));
  await fails("private-key-given", () => PublicKey.parse(key.toDer({ format: "pkcs1" })));
  await fails("public-key-given", () => PrivateKey.parse(half.toPem()));
  await fails("public-key-given", () => PrivateKey.parse(half.toDer({ format: "pkcs1" })));
  works();
});

test("options: unknown ones, wrong values, wrong places", async () => {
  const use = (/** @type {any} */ options) => [
    () => half.encrypt("x", options),
    () => half.maxPlaintext(options),
    () => half.toPem(options),
    () => half.toDer(options),
    () => key.decrypt(half.encrypt("x"), options),
    () => key.toPem(options),
    () => key.toDer(options),
    () => PrivateKey.generate(options),
    () => PrivateKey.parse(key.toPem(), options),
  ];
  const wrong = [
    "hunter2",
    5,
    true,
    ["hunter2"],
    { pass: "hunter2" },
    { hunter2: 1 },
    new Map([["hash", "hunter2"]]),
    Object.create({ hash: "hunter2" }),
    () => "hunter2",
    { __proto__: { hash: "x" }, hunter2: 1 },
  ];
  for (const options of wrong) for (const call of use(options)) await fails("invalid-argument", call, "hunter2");
  for (const hash of ["sha256", "MD5", "hunter2", 256, null, {}]) {
    await fails("invalid-argument", () => half.encrypt("x", /** @type {any} */ ({ hash })), "hunter2");
    await fails("invalid-argument", () => half.encrypt("x", /** @type {any} */ ({ mgfHash: hash })), "hunter2");
  }
  for (const bits of ["2048", NaN, 2048.5, -2048, 2 ** 32 + 2048, 2049, 2040, 8200, null]) {
    await fails("invalid-argument", () => PrivateKey.generate(/** @type {any} */ ({ bits })));
  }
  await fails("invalid-argument", () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ allowWeak: 1 })));
  await fails("invalid-argument", () => key.toPem(/** @type {any} */ ({ format: "spki" })));
  await fails("invalid-argument", () => half.toPem(/** @type {any} */ ({ format: "pkcs8" })));
  await fails("invalid-argument", () => half.toDer(/** @type {any} */ ({ format: "openssh" })));
  await fails(
    "invalid-argument",
    () => key.toPem(/** @type {any} */ ({ format: "pkcs1", passphrase: "hunter2" })),
    "hunter2",
  );
  await fails("invalid-argument", () => key.toDer({ passphrase: "" }));
  await fails("invalid-argument", () => PrivateKey.parse(key.toPem(), { passphrase: "\ud800" }));
  await fails("invalid-argument", () => PrivateKey.parse(key.toPem(), { passphrase: new Uint8Array((1 << 16) + 1) }));
  await fails(
    "invalid-argument",
    () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ passphrase: ["hunter2"] })),
    "hunter2",
  );
  await fails(
    "invalid-argument",
    () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ passphrase: "hunter2", allowWeak: 1 })),
    "hunter2",
  );
  for (const options of [undefined, null, {}, { hash: undefined }, Object.create(null)]) {
    assert.equal(half.maxPlaintext(/** @type {any} */ (options)), 190);
  }
  works();
});

test("each option is read once, and what its getter does changes nothing", () => {
  const mine = PrivateKey.generate({ bits: 2048 });
  const own = mine.publicKey();
  const label = Uint8Array.of(1);
  let reads = 0;
  const options = {
    get hash() {
      reads += 1;
      assert.equal(unseal(seal("inside", half), key).text(), "inside", "a getter may call back");
      return reads === 1 ? "SHA-1" : "no hash";
    },
    label,
  };
  const ciphertext = own.encrypt("x", /** @type {any} */ (options));
  assert.equal(reads, 1);
  assert.equal(decode(mine.decrypt(ciphertext, { hash: "SHA-1", label })), "x");

  const freeing = {
    get hash() {
      mine.free();
      return "SHA-256";
    },
  };
  return fails("disposed", () => mine.decrypt(own.encrypt("x"), /** @type {any} */ (freeing))).then(works);
});

test("free: twice, use after it, and with `using` where the engine has it", async () => {
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
    () => unseal(seal("x", half), mine),
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
    const last = /** @type {any} */ (PublicKey.parse(half.toPem()));
    last[dispose]();
    await fails("disposed", () => last.bits);
  }
  works();
});

test("objects that throw when they are looked at are refused, and the instance goes on", async () => {
  const hostile = new Proxy(
    {},
    {
      getPrototypeOf() {
        throw new Error("looked at");
      },
    },
  );
  const { proxy: revoked, revoke } = Proxy.revocable([], {});
  revoke();
  const throwing = [key];
  Object.defineProperty(throwing, 0, {
    get() {
      throw new Error("looked at");
    },
  });
  for (const value of [hostile, revoked, throwing]) {
    await fails("invalid-argument", () => seal("x", /** @type {any} */ (value)));
    works();
    await fails("invalid-argument", () => unseal("x", /** @type {any} */ (value)));
    works();
  }
  for (const self of [5, undefined, hostile]) {
    await fails("invalid-argument", () => PrivateKey.prototype.free.call(/** @type {any} */ (self)));
  }
  works();
});

test("keys that are let go are freed once, by the collector", async () => {
  // A finalizer that freed twice would trap or corrupt the allocator: after thousands, the instance must work.
  setFlagsFromString("--expose-gc");
  /** @type {() => void} */
  const collect = runInNewContext("gc");
  let collected = 0;
  const registry = new FinalizationRegistry(() => (collected += 1));
  for (let round = 0; round < 2000; round += 1) {
    const own = PublicKey.parse(half.toPem());
    registry.register(own, undefined);
    if (round % 2) own.free();
  }
  for (let tries = 0; tries < 100 && collected < 1900; tries += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(collected >= 1900, `${collected} of 2000 keys were collected`);
  works();
});

test("malformed and unsupported keys", async () => {
  const pem = half.toPem();
  const der = half.toDer();
  for (const input of [
    "",
    " ",
    "hunter2",
    pem.slice(0, 200),
    pem.replace("M", "!"),
    new Uint8Array(),
    der.subarray(0, 100),
    Buffer.from([0xff, 0xfe]),
  ]) {
    await fails("malformed-key", () => PublicKey.parse(input), "hunter2");
  }
  const secret = key.toDer();
  for (const at of [0, 5, 30, 300, 600, 900, secret.length - 3]) {
    const flipped = secret.slice();
    flipped[at] = Number(flipped[at]) ^ 0x20;
    assert.throws(() => PrivateKey.parse(flipped), isSealpostError, `the flipped byte ${at} is found`);
  }
  works();
});

test("sealed messages that are none", async () => {
  const sealed = seal("x", half);
  const [header = "", ...rest] = sealed.split(".");
  const withHeader = (/** @type {object | string} */ changed) => {
    const text =
      typeof changed === "string"
        ? changed
        : JSON.stringify({ ...JSON.parse(Buffer.from(header, "base64url").toString()), ...changed });
    return [Buffer.from(text).toString("base64url"), ...rest].join(".");
  };
  for (const text of [
    "",
    "hunter2",
    "a.b.c.d",
    "a.b.c.d.e.f",
    sealed.replace(".", "!."),
    withHeader("[]"),
    withHeader('{"alg":"RSA-OAEP-256","alg":"RSA-OAEP-256","enc":"A256GCM"}'),
    "é.b.c.d.e",
  ]) {
    await fails("malformed-message", () => unseal(text, key), "hunter2");
  }
  for (const change of [{ alg: "RSA1_5" }, { alg: "dir" }, { enc: "A128CTR" }, { zip: "DEF" }, { crit: ["x"] }]) {
    await fails("unsupported-algorithm", () => unseal(withHeader(change), key));
  }
  await fails("not-a-recipient", () => unseal(withHeader({ kid: "hunter2" }), key), "hunter2");
  await fails("decryption-failed", () => unseal(withHeader({ kid: undefined }), key));
  await fails("malformed-message", () => unseal(seal(Uint8Array.of(0xff), half), key).text());
  works();
});

test("a passphrase in the wrong place appears in no error text", async () => {
  const secret = "correct horse battery staple";
  const misplaced = /** @type {any} */ (secret);
  /** @type {(() => unknown)[]} */
  const calls = [
    () => PrivateKey.parse(misplaced),
    () => PrivateKey.parse(key.toPem(), misplaced),
    () => PrivateKey.parse(key.toPem({ passphrase: "another" }), { passphrase: secret }),
    () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ [secret]: true })),
    () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ allowWeak: secret })),
    () => PrivateKey.generate(/** @type {any} */ ({ bits: secret })),
    () => PrivateKey.generate(misplaced),
    () => PublicKey.parse(misplaced),
    () => key.decrypt(misplaced),
    () => key.decrypt(new Uint8Array(256), misplaced),
    () => key.toPem(misplaced),
    () => key.toPem(/** @type {any} */ ({ format: "pkcs1", passphrase: secret })),
    () => PrivateKey.parse(half.toPem(), { passphrase: secret }),
    () => key.toPem(/** @type {any} */ ({ format: secret })),
    () => half.encrypt("x", /** @type {any} */ ({ hash: secret })),
    () => half.encrypt("x", /** @type {any} */ ({ label: secret })),
    () => seal("x", misplaced),
    () => unseal(misplaced, key),
    () => unseal(seal("x", half), misplaced),
  ];
  for (const call of calls) {
    try {
      await call();
      assert.fail("nothing was thrown");
    } catch (error) {
      assert.ok(isSealpostError(error), String(error));
      assert.ok(!`${error.stack}${JSON.stringify(error)}${String(error.cause)}`.includes("horse"));
    }
  }
});

test("the error class", () => {
  const error = new SealpostError("aborted", "a text", { cause: 5 });
  assert.ok(error instanceof Error);
  assert.equal(String(error), "SealpostError: a text");
  assert.equal(error.cause, 5);
  assert.ok(isSealpostError(error));
  for (const other of [
    new Error("x"),
    null,
    undefined,
    "aborted",
    { code: "aborted", name: "SealpostError" },
    Object.assign(new Error("x"), { code: "aborted" }),
  ]) {
    assert.ok(!isSealpostError(other));
  }
});

test("errors of another copy of the package are recognised", async () => {
  const copy = await import(`${internal("base/errors.js")}?another`);
  assert.ok(isSealpostError(new copy.SealpostError("aborted", "x")));
});

/** Whatever happened, the instance goes on working. */
function works() {
  assert.equal(unseal(seal("still here", half), key).text(), "still here");
}
