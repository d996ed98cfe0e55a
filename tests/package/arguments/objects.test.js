// Arguments that are objects: of the wrong class, proxies, and objects that throw when they are read.
import { test } from "node:test";
import { fails, instanceWorks } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";

const { PrivateKey, PublicKey, seal, unseal } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

test("an object of the wrong class is refused, as an argument and as `this`", async () => {
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
  await fails("public-key-given", () => unseal("a.b.c.d.e", /** @type {any} */ (publicKey)));
  await fails("private-key-given", () => seal("x", /** @type {any} */ (key)));
  for (const value of /** @type {any[]} */ ([{}, new Proxy(publicKey, {}), "hunter2", null, undefined, [], [null]])) {
    await fails("invalid-argument", () => seal("x", value), "hunter2");
  }
  await fails("invalid-argument", () => unseal(seal("x", publicKey), []));
  const fake = Object.create(PrivateKey.prototype);
  await fails("invalid-argument", () => fake.bits);
  const calls = [["publicKey"], ["decrypt", new Uint8Array(256)], ["toPem"], ["free"]];
  for (const [method, ...args] of /** @type {any[]} */ (calls)) {
    await fails("invalid-argument", () => fake[method](...args));
  }
  const fakePublicKey = Object.create(PublicKey.prototype);
  for (const use of [
    () => fakePublicKey.bits,
    () => fakePublicKey.encrypt("x"),
    () => fakePublicKey.thumbprint(),
    () => fakePublicKey.free(),
  ]) {
    await fails("invalid-argument", use);
  }
  await fails("invalid-argument", () => new /** @type {any} */ (PrivateKey)());
  await fails("invalid-argument", () => new /** @type {any} */ (PublicKey)(publicKey));
  instanceWorks();
});

test("an object whose properties throw is refused, and the instance still works", async () => {
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
    instanceWorks();
    await fails("invalid-argument", () => unseal("x", /** @type {any} */ (value)));
    instanceWorks();
  }
  for (const self of [5, undefined, hostile]) {
    await fails("invalid-argument", () => PrivateKey.prototype.free.call(/** @type {any} */ (self)));
  }
  instanceWorks();
});
