// How the page encrypts and decrypts the content of messages with WebCrypto and the content key from the keyring worker
// (js/client/messages.js, js/api/content.js): the same as the module alone, which works without WebCrypto.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FlattenedEncrypt, GeneralEncrypt, importSPKI } from "jose";
import { fails } from "../../support/assertions.js";
import { internal } from "../../support/installed.js";
import { sealContent, unsealContent } from "../../support/page-messages.js";

/**
 * The ES modules that the keyring worker imports. Node's entry has its own instances of the same code.
 *
 * @type {typeof import("../../../js/index.js")}
 */
const { PrivateKey, initSync, unseal } = await import(internal("index.js"));
initSync(readFileSync(fileURLToPath(internal("wasm/sealpost_bg.wasm"))));
/** @type {typeof import("../../../js/client/cipher.js")} */
const { Cipher } = await import(internal("client/cipher.js"));
/** @type {typeof import("../../../js/api/key.js")} */
const { rawPrivateKey, rawPublicKey } = await import(internal("api/key.js"));

const keys = [PrivateKey.generate({ bits: 2048 }), PrivateKey.generate({ bits: 2048 })];
const raws = keys.map(rawPrivateKey);
const publicKeys = keys.map((key) => rawPublicKey(key.publicKey()));
/** The content is encrypted or decrypted by WebCrypto, or by the wasm module. */
const ways = [{ subtle: crypto.subtle }, { subtle: undefined }];

/** A plaintext of this length. @param {number} length */
function message(length) {
  return Uint8Array.from({ length }, (_, index) => index * 31);
}

test("with the same random numbers WebCrypto and the wasm module write the same text", async (t) => {
  let state = 0;
  t.mock.method(crypto, "getRandomValues", (/** @type {Uint8Array} */ target) => {
    for (let at = 0; at < target.length; at += 1) target[at] = (state = (state * 1103515245 + 12345) >>> 0) >> 16;
    return target;
  });
  for (const recipients of [publicKeys.slice(0, 1), publicKeys]) {
    for (const length of [0, 1, 2, 3, 1000]) {
      const texts = [];
      for (const way of ways) {
        state = length;
        texts.push(await sealContent(message(length), recipients, {}, way));
      }
      assert.equal(texts[0], texts[1]);
      state += 1;
      assert.notEqual(
        await sealContent(message(length), recipients, {}, {}),
        texts[0],
        "other random numbers gave the same text",
      );
    }
  }
});

test("WebCrypto, the wasm module and unseal open what WebCrypto or the wasm module has sealed", async () => {
  for (const recipients of [publicKeys.slice(0, 1), publicKeys]) {
    for (const seals of ways) {
      const plaintext = message(100_001);
      const sealed = await sealContent(plaintext.slice(), recipients, {}, seals);
      for (const opens of ways) {
        const opened = await unsealContent(` \n${sealed}\n`, raws, opens);
        assert.deepEqual(opened.plaintext, plaintext);
        assert.equal(opened.kid, keys[0]?.publicKey().thumbprint());
      }
      assert.deepEqual(unseal(sealed, keys).plaintext, plaintext);
    }
  }
});

test("every content encryption of jose, in flattened and general JSON, is opened with WebCrypto and without", async () => {
  const publicKey = await importSPKI(keys[1]?.publicKey().toPem() ?? "", "RSA-OAEP-256");
  const plaintext = message(1000);
  const aad = Uint8Array.of(1, 2, 3);
  for (const enc of ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"]) {
    const header = { alg: "RSA-OAEP-256", enc };
    const flattened = await new FlattenedEncrypt(plaintext)
      .setProtectedHeader(header)
      .setAdditionalAuthenticatedData(aad)
      .encrypt(publicKey);
    const general = await new GeneralEncrypt(plaintext).setProtectedHeader(header).addRecipient(publicKey).encrypt();
    for (const form of [flattened, general]) {
      const text = JSON.stringify(form);
      for (const way of ways) {
        // The message is to the second key, and the first one is tried before it.
        const opened = await unsealContent(text, raws, way);
        assert.deepEqual(opened.plaintext, plaintext, enc);
        assert.deepEqual(opened.header, header);
        assert.equal(opened.kid, null);
        assert.deepEqual(opened.aad, form === flattened ? aad : undefined);
        const changed = Buffer.from(form.tag ?? "", "base64url").map((byte) => byte ^ 1);
        const other = { ...form, tag: Buffer.from(changed).toString("base64url") };
        const error = await fails("decryption-failed", () => unsealContent(JSON.stringify(other), raws, way));
        const same = await fails("decryption-failed", () => unseal(JSON.stringify(other), keys));
        assert.equal(error.message, same.message);
      }
    }
  }
});

test("a message whose ciphertext is hard to find in the text is opened or refused as by unseal", async () => {
  const sealed = await sealContent(message(50), publicKeys, {}, {});
  const parts = JSON.parse(sealed);
  const { ciphertext, ...rest } = parts;
  const compact = await sealContent(message(50), publicKeys.slice(0, 1), {}, {});
  const texts = [
    sealed.replace('"ciphertext"', '"\\u0063iphertext"'),
    sealed.replace(`"${ciphertext}"`, () => `"${ciphertext.slice(1)}\\u00${ciphertext.charCodeAt(0).toString(16)}"`),
    sealed.replace('"ciphertext":', '"ciphertext" \n:\t'),
    JSON.stringify({ unprotected: { ciphertext }, ...rest, ciphertext: "" }),
    JSON.stringify({ unprotected: { ciphertext: "" }, ...parts }),
    JSON.stringify({ other: "ciphertext", ...parts }),
    JSON.stringify({ ...rest, unprotected: { ciphertext } }),
    `${sealed.slice(0, -1)},"ciphertext":"${ciphertext}"}`,
    sealed.replace(ciphertext, `${ciphertext}=`),
    sealed.replace(ciphertext, `${ciphertext} `),
    sealed.replace(ciphertext, ciphertext.replace(/^./, "\u0141")),
    sealed.slice(0, -1),
    compact.replace(".", ".."),
    compact.replace(/\.[^.]*$/, ""),
    compact.replace(/\.([^.]*\.[^.]*)$/, ".\n$1"),
    `${compact}.`,
    "",
    "{",
    "....",
  ];
  const outcome = (/** @type {any} */ { code, plaintext }) => code ?? Buffer.from(plaintext).toString("hex");
  const outcomes = new Set();
  for (const text of texts) {
    let expected;
    try {
      expected = outcome(unseal(text, keys));
    } catch (error) {
      expected = outcome(error);
    }
    outcomes.add(expected.length > 50 ? "opened" : expected);
    for (const way of ways) assert.equal(await unsealContent(text, raws, way).then(outcome, outcome), expected, text);
  }
  assert.deepEqual(outcomes, new Set(["opened", "decryption-failed", "malformed-message"]));
});

test("a cancelled call stops before its next step", async () => {
  const sealed = await sealContent(message(10), publicKeys, {}, {});
  for (const steps of [0, 1, 2]) {
    let left = steps;
    const check = () => {
      if (left-- === 0) throw new Error("stop");
    };
    await assert.rejects(unsealContent(sealed, raws.slice(0, 1), { subtle: crypto.subtle, check }), /stop/);
  }
});

test("each recipient is tried with the algorithms of its own entry, and entries that cannot be read are skipped", async () => {
  const publicKey = await importSPKI(keys[1]?.publicKey().toPem() ?? "", "RSA-OAEP-256");
  for (const [enc, others] of /** @type {const} */ ([
    ["A256GCM", "A128CBC-HS256"],
    ["A128CBC-HS256", "A256GCM"],
    ["A256GCM", "A192GCM"],
  ])) {
    const sealed = await new GeneralEncrypt(message(9))
      .setProtectedHeader({ alg: "RSA-OAEP-256" })
      .setSharedUnprotectedHeader({ enc })
      .addRecipient(publicKey)
      .encrypt();
    const [own] = sealed.recipients;
    const header = { ...own?.header, enc };
    // The first entry has another `enc`, and the second is broken.
    const recipients = [{ ...own, header: { ...header, enc: others } }, { header: { zip: "DEF" } }, { ...own, header }];
    const text = JSON.stringify({ ...sealed, unprotected: undefined, recipients });
    for (const way of ways) assert.deepEqual((await unsealContent(text, raws, way)).plaintext, message(9), enc);
    assert.deepEqual(unseal(text, keys).plaintext, message(9));
  }
});

test("a call whose key is removed between two steps ends with the error of its check, and the wasm module still works", async () => {
  const own = PrivateKey.generate({ bits: 2048 });
  const sealed = await sealContent(message(9), [rawPublicKey(own.publicKey())], {}, { subtle: crypto.subtle });
  let isRemoved = false;
  const check = () => {
    if (isRemoved) throw new Error("the key is gone");
  };
  const keys = [rawPrivateKey(own)];
  assert.deepEqual(
    (await unsealContent(sealed, keys, { check, subtle: crypto.subtle })).plaintext,
    message(9),
    "control",
  );
  const opening = unsealContent(sealed, keys, { check, subtle: crypto.subtle });
  own.free();
  isRemoved = true;
  await assert.rejects(opening, { message: "the key is gone" });
  PrivateKey.generate({ bits: 2048 }).free();
});

test("a key that is locked while it opens a message is skipped, and another recipient's key opens it", async () => {
  const [first] = raws;
  for (const [recipients, expected] of /** @type {const} */ ([
    [publicKeys, keys[1]?.publicKey().thumbprint()],
    [publicKeys.slice(0, 1), undefined],
  ])) {
    const sealed = await sealContent(message(9), recipients, {}, { subtle: crypto.subtle });
    let checks = 0;
    const check = (/** @type {unknown} */ raw) => {
      // The second check is that after the page has decrypted the content.
      if (raw === first && (checks += 1) === 2) throw new Error("locked");
    };
    const opening = unsealContent(sealed, raws, { check, subtle: crypto.subtle });
    if (expected === undefined) await assert.rejects(opening, { message: "locked" });
    else assert.equal((await opening).keyId, expected);
    assert.equal(checks, 2);
  }
});

/** Stands for a worker. It does no work: the test makes it send messages with `say`. */
class MuteWorker extends EventTarget {
  /** @type {{ id: number }[]} */
  jobs = [];
  terminated = false;

  /** @param {{ id: number }} job */
  postMessage(job) {
    this.jobs.push(job);
  }

  /** Sends a message to the page, and waits until the page has handled it. @param {object} data */
  async say(data) {
    this.dispatchEvent(new MessageEvent("message", { data }));
    await new Promise((resolve) => setImmediate(resolve));
  }

  terminate() {
    this.terminated = true;
  }
}

test("a cipher worker that stops fails its jobs, the next job starts another, and closing ends all of them", async () => {
  /** @type {MuteWorker[]} */
  const workers = [];
  const spawn = () => {
    const worker = new MuteWorker();
    workers.push(worker);
    return worker;
  };
  /** Starts a job and returns its worker. @param {InstanceType<typeof Cipher>} cipher */
  const start = (cipher) => {
    const parameters = { key: new Uint8Array(32), iv: new Uint8Array(12), additionalData: new Uint8Array() };
    const job = cipher.run("encrypt", parameters, new Uint8Array((8 << 20) + 1));
    job.catch(() => {});
    return { job, worker: workers.at(-1) ?? assert.fail("no worker was made") };
  };
  const cipher = new Cipher(spawn);
  const first = start(cipher);
  await first.worker.say({ ready: true });
  assert.equal(first.worker.jobs.length, 1);
  first.worker.dispatchEvent(new Event("error"));
  await fails("message-too-long", () => first.job);
  const second = start(cipher);
  assert.notEqual(second.worker, first.worker);
  await second.worker.say({ ready: true });
  await second.worker.say({ id: second.worker.jobs[0]?.id, output: Uint8Array.of(7) });
  assert.deepEqual(await second.job, Uint8Array.of(7));

  const closed = new Error("closed");
  const third = start(cipher);
  await new Promise((resolve) => setImmediate(resolve));
  cipher.close(closed);
  await assert.rejects(third.job, closed);
  await assert.rejects(start(cipher).job, closed);
  const other = new Cipher(spawn);
  const fourth = start(other);
  other.close(closed);
  await assert.rejects(fourth.job, closed);
  assert.ok(workers.every(({ terminated }) => terminated));
});
