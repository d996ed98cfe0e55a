// The wasm module is published without the texts of panics (docs/panics.md). This suite compares it with the same
// module with the texts.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { sectionSizes } from "../bench/sizes.js";

/** @typedef {typeof import("../../js/index.js")} Sealpost */
/** @typedef {typeof import("../../js/wasm/sealpost.js")} Bindings */
/** @typedef {{ sealpost: Sealpost, bindings: Bindings, memory: WebAssembly.Memory }} Instance */

const js = fileURLToPath(new URL("../../js/", import.meta.url));
/** The folder of the wasm module as it is published. */
const shipped = join(js, "wasm");
/** The folder of the module with the texts and the names of functions, and of the list of functions without a body. */
const withTexts =
  process.env.SEALPOST_PANIC_TEXTS ?? fileURLToPath(new URL("../../target/xtask/panic-texts", import.meta.url));

/** Names of functions that report a panic. */
const REPORTS = /^core::(\w+::)*(panic\w*|panicking::\w+|\w+_fail(ed)?|slice_error_fail\w*)(::|$)/;

/** Names of functions that format text. */
const FORMATS = /core::fmt::/;

/**
 * The package in a new instance, with the wasm module from another folder.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} wasm
 * @returns {Promise<Instance>}
 */
async function instance(t, wasm) {
  const folder = await mkdtemp(join(tmpdir(), "sealpost-"));
  t.after(() => rm(folder, { recursive: true }));
  await cp(js, join(folder, "js"), { recursive: true });
  await cp(wasm, join(folder, "js/wasm"), { recursive: true });
  await cp(join(js, "../package.json"), join(folder, "package.json"));
  const load = (/** @type {string} */ name) => import(pathToFileURL(join(folder, "js", name)).href);
  const [sealpost, bindings] = [await load("index.js"), await load("wasm/sealpost.js")];
  await sealpost.default(await readFile(join(wasm, "sealpost_bg.wasm")));
  // When the wasm module is already loaded, `default` of its bindings only returns the exports of the instance.
  return { sealpost, bindings, memory: (await bindings.default({ module_or_path: "" })).memory };
}

/** The gzipped size of the module without its custom sections, section by section. @param {string} wasm */
async function gzipped(wasm) {
  const sections = await sectionSizes(pathToFileURL(join(wasm, "sealpost_bg.wasm")));
  // The names of functions are in custom sections.
  return sections.filter(({ name }) => name !== "custom").reduce((sum, { gzip }) => sum + gzip, 0);
}

/** The corrupted keys, so that the garbage collector does not free them, which would fail. @type {unknown[]} */
const corrupted = [];

/**
 * Encrypts with a public key after setting one word of it to 1 in the memory of the module. Where the word is a length,
 * the key's numbers are not those that were checked, and the module panics.
 *
 * @param {Instance} instance
 * @param {string} key
 * @param {number} word
 * @returns {any} The error.
 */
function encryptCorrupted({ sealpost, bindings, memory }, key, word) {
  const { prototype } = bindings.RawPublicKey;
  const { encrypt } = prototype;
  prototype.encrypt = function (...parameters) {
    corrupted.push(this);
    const { __wbg_ptr: address } = /** @type {any} */ (this);
    new DataView(memory.buffer).setUint32(address + 4 * word, 1, true);
    return encrypt.apply(this, parameters);
  };
  const parsed = sealpost.PublicKey.parse(key);
  corrupted.push(parsed);
  try {
    return assert.fail(`encrypted ${parsed.encrypt("text").length} bytes`);
  } catch (error) {
    return error;
  }
}

test("only functions that report panics or format text were emptied", async () => {
  /** @type {string[]} */
  const emptied = JSON.parse(await readFile(join(withTexts, "emptied.json"), "utf8"));
  assert.ok(emptied.includes("core::panicking::panic_fmt"), "control: the function that most panics call");
  assert.ok(emptied.includes("core::fmt::write"), "control: the function that most formatting calls");
  assert.deepEqual(
    emptied.filter((name) => !REPORTS.test(name) && !FORMATS.test(name)),
    [],
  );
  for (const name of ["core::slice::sort::stable::sort", "core::str::converts::from_utf8", "wasm_bindgen::throw_str"]) {
    assert.doesNotMatch(name, REPORTS, "control");
    assert.doesNotMatch(name, FORMATS, "control");
  }
});

test("the module without the texts is smaller", async (t) => {
  const [without, texts] = [await gzipped(shipped), await gzipped(withTexts)];
  t.diagnostic(
    `gzipped, section by section: ${texts} bytes with the texts, ${without} without, ${texts - without} saved`,
  );
  assert.ok(without < texts);
});

test("a panic is a trap, and the call fails with internal-error, with the texts and without", async (t) => {
  const { sealpost } = await instance(t, shipped);
  const key = sealpost.PrivateKey.generate({ bits: 2048 }).publicKey().toPem();
  let panics = 0;
  // The words that hold the key's numbers: addresses, which make it fail otherwise, and lengths.
  for (let word = 3; word < 8; word += 1) {
    const expected = encryptCorrupted(await instance(t, withTexts), key, word);
    if (!/core(\[\w+\])?::panicking|core(\[\w+\])?::\w+::\w+_fail/.test(expected.cause?.stack)) continue;
    panics += 1;
    const silent = await instance(t, shipped);
    const thrown = encryptCorrupted(silent, key, word);
    for (const error of [expected, thrown]) {
      assert.equal(error.code, "internal-error");
      assert.ok(error.cause instanceof WebAssembly.RuntimeError);
      assert.equal(error.cause.message, "unreachable");
    }
    assert.throws(
      () => silent.sealpost.PublicKey.parse(key),
      { code: "internal-error" },
      "the instance is still in use after a trap",
    );
  }
  assert.ok(panics > 0, "control: no word makes the operation panic");
});

/**
 * The results of calls with valid and damaged keys and messages, as values that can be compared.
 *
 * @param {Sealpost} sealpost
 * @param {{ keys: (string | Uint8Array)[], messages: string[], key: string, ciphertext: Uint8Array }} inputs
 */
function* answers({ PrivateKey, PublicKey, inspect, unseal, safetyNumber }, { keys, messages, key, ciphertext }) {
  const answer = (/** @type {() => unknown} */ operation) => {
    try {
      return operation();
    } catch (/** @type {any} */ error) {
      return [error.name, error.code, error.message];
    }
  };
  const privateKey = PrivateKey.parse(key);
  yield safetyNumber(privateKey.publicKey(), privateKey.publicKey());
  for (const input of keys) {
    yield answer(() => inspect(input));
    yield answer(() => PrivateKey.parse(input, { passphrase: "hunter2" }).toJwk());
    yield answer(() => PublicKey.parse(input).toPem({ format: "openssh" }));
  }
  for (const message of messages) {
    yield answer(() => inspect(message));
    yield answer(() => unseal(message, privateKey).text());
  }
  for (const hash of /** @type {const} */ (["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"])) {
    yield answer(() => privateKey.decrypt(ciphertext, { hash }));
  }
  yield answer(() => privateKey.decrypt(ciphertext.subarray(1)));
  yield answer(() => privateKey.diagnose(ciphertext));
}

/**
 * A text or bytes, and the same damaged at `count` places: shortened, and with a changed character.
 *
 * @template {string | Uint8Array} T
 * @param {T} whole
 * @param {number} count
 * @returns {T[]}
 */
function damaged(whole, count) {
  const inputs = /** @type {any[]} */ ([whole]);
  for (let index = 0; index < count; index += 1) {
    const at = Math.floor((index * whole.length) / count);
    inputs.push(whole.slice(0, at));
    if (typeof whole === "string")
      inputs.push(`${whole.slice(0, at)}${whole[at] === "A" ? "B" : "A"}${whole.slice(at + 1)}`);
    else inputs.push(whole.map((byte, place) => (place === at ? byte ^ 0x21 : byte)));
  }
  return inputs;
}

test("every call without a panic has the same result or error with the texts and without", async (t) => {
  const [{ sealpost }, { sealpost: other }] = [await instance(t, shipped), await instance(t, withTexts)];
  const key = sealpost.PrivateKey.generate({ bits: 2048 });
  const publicKey = key.publicKey();
  const forms = [
    ...[key.toPem(), key.toPem({ format: "pkcs1" }), key.toDer(), JSON.stringify(key.toJwk())],
    ...[
      publicKey.toPem(),
      publicKey.toPem({ format: "openssh" }),
      publicKey.toDer(),
      JSON.stringify(publicKey.toJwk()),
    ],
  ];
  const secrets = [key.toPem({ passphrase: "hunter2" }), key.toDer({ passphrase: "hunter2" })];
  const stranger = sealpost.PrivateKey.generate({ bits: 2048 }).publicKey();
  const inputs = {
    // Few of the protected keys are damaged, because each may cost a key derivation.
    keys: [
      ...forms.flatMap((form) => damaged(form, 40)),
      ...secrets.flatMap((secret) => damaged(secret, 2)),
      "",
      "none",
    ],
    messages: [sealpost.seal("text", publicKey), sealpost.seal("text", [stranger, publicKey])].flatMap((text) =>
      damaged(text, 80),
    ),
    key: key.toPem(),
    ciphertext: publicKey.encrypt("text"),
  };
  const [given, expected] = [sealpost, other].map((module) => [...answers(module, inputs)]);
  assert.deepEqual(given, expected);
  assert.ok(given.length > 1500, `${given.length} answers`);
  const texts = new Set(given.filter(Array.isArray).map(([, code, text]) => `${code}: ${text}`));
  assert.ok(texts.size > 10, `control: errors of ${texts.size} kinds are among them`);
  t.diagnostic(`${given.length} answers, ${texts.size} different error texts`);
});
