// Surplus arguments: every call but `isSealpostError` and `toJSON` refuses them. A caller would believe that an ignored
// argument had an effect.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { importKeyring, sealpost, uninitialised } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, PublicKey, SigningKey, VerifyingKey, seal, unseal } = sealpost;
const { Keyring } = await importKeyring();
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();
const signingKey = SigningKey.generate({ bits: 2048 });

/**
 * The names of an object's own methods, without `toJSON`, which JSON.stringify calls with an argument.
 *
 * @param {object} owner
 */
function methods(owner) {
  const names = Object.getOwnPropertyNames(owner).filter((name) => !["constructor", "toJSON"].includes(name));
  return names.filter((name) => typeof Object.getOwnPropertyDescriptor(owner, name)?.value === "function");
}

/**
 * Asserts that a method refuses one argument more than it takes.
 *
 * @param {any} owner The object that has the method.
 * @param {string} name
 * @param {any} [self] The value of `this` in the call.
 */
async function refusesOneMore(owner, name, self = owner) {
  const method = owner[name];
  const given = Array(method.length + 1).fill(undefined);
  const error = await fails("invalid-argument", () => method.apply(self, given));
  assert.match(error.message, new RegExp(`^too many arguments: this call takes ${method.length}$`), name);
}

test("every function and method of the main entry refuses one argument more", async () => {
  const functions = methods(sealpost).filter((name) => /^[a-z]/.test(name) && name !== "isSealpostError");
  assert.ok(functions.length >= 7, functions.join());
  for (const name of functions) await refusesOneMore(sealpost, name);
  let count = 0;
  const opened = unseal(seal("x", publicKey), key);
  for (const [Class, instance] of /** @type {[any, object][]} */ ([
    [PrivateKey, key],
    [PublicKey, publicKey],
    [SigningKey, signingKey],
    [VerifyingKey, signingKey.verifyingKey()],
    [opened.constructor, opened],
  ])) {
    for (const name of methods(Class)) await refusesOneMore(Class, name);
    // Also the methods that the classes of keys inherit from the class that they share.
    for (let { prototype } = Class; prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
      for (const name of methods(prototype)) await refusesOneMore(prototype, name, instance);
      count += methods(prototype).length;
    }
    count += methods(Class).length;
  }
  assert.ok(count > 35, String(count));
  // With the arguments that they take, the same methods work.
  assert.equal(PrivateKey.parse(key.toPem(undefined), undefined).publicKey().thumbprint(), publicKey.thumbprint());
});

test("asynchronous calls refuse one argument more by rejecting their promise", async (t) => {
  const { sealpost: plain } = await uninitialised(t);
  for (const { default: init } of [sealpost, plain]) {
    const promise = init(.../** @type {[]} */ (/** @type {unknown} */ ([undefined, 1])));
    await fails("invalid-argument", () => promise);
  }
  const { keyring } = await openKeyring(t);
  await refusesOneMore(Keyring, "open");
  /** @type {string[]} */
  const names = [];
  for (let owner = Keyring.prototype; owner !== EventTarget.prototype; owner = Object.getPrototypeOf(owner)) {
    names.push(...methods(owner));
  }
  assert.ok(names.length > 25);
  for (const name of ["putContact", "signFiles", "addPasskey"]) assert.ok(names.includes(name), name);
  for (const name of names) {
    // Not asynchronous: it throws.
    if (name === "close") continue;
    const method = Reflect.get(keyring, name);
    const promise = method.apply(keyring, Array(method.length + 1).fill(undefined));
    await fails("invalid-argument", () => promise);
  }
  await refusesOneMore(Keyring.prototype, "close", keyring);
  assert.deepEqual(await keyring.list(), []);
});

test("isSealpostError accepts the further arguments that array methods pass", () => {
  const errors = [new sealpost.SealpostError("aborted", "text"), new Error("text")];
  assert.deepEqual(errors.filter(sealpost.isSealpostError), errors.slice(0, 1));
});
