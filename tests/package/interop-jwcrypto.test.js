// Sealed messages to and from jwcrypto, an implementation of JWE in Python.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { sealpost } from "./installed.js";
import { virtualEnvironment } from "./python.js";

const { PrivateKey, seal, unseal } = sealpost;
const script = fileURLToPath(new URL("jwcrypto_peer.py", import.meta.url));
const plaintext = "grüße aus python";
const keys = [PrivateKey.generate({ bits: 2048 }), PrivateKey.generate({ bits: 3072 })];
const halves = keys.map((key) => key.publicKey());

/** @type {(...requests: object[]) => any[]} */
let ask;

before(() => {
  const python = virtualEnvironment("venv-jwcrypto", "jwcrypto==1.5.6");
  ask = (...requests) => {
    return JSON.parse(execFileSync(python, [script], { input: JSON.stringify(requests), encoding: "utf8" }));
  };
});

test("a message to one and to several is opened there, and thumbprints agree", () => {
  const compact = { action: "unseal", sealed: seal(plaintext, halves.slice(0, 1)), key: keys[0]?.toPem() };
  const general = keys.map((key) => ({ action: "unseal", sealed: seal(plaintext, halves), key: key.toPem() }));
  assert.deepEqual(ask(compact, ...general), [plaintext, plaintext, plaintext]);
  const thumbprints = ask(...halves.map((half) => ({ action: "thumbprint", key: half.toPem() })));
  assert.deepEqual(
    thumbprints,
    halves.map((half) => half.thumbprint()),
  );
});

test("what it seals is opened here: both algorithms, every enc, all three forms", () => {
  /** @type {any[]} */
  const requests = [];
  for (const alg of ["RSA-OAEP", "RSA-OAEP-256"]) {
    for (const enc of ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"]) {
      const [first, second] = halves.map((half) => ({ key: half.toPem(), header: { alg, kid: half.thumbprint() } }));
      const request = { action: "seal", plaintext };
      const one = { key: first?.key, header: undefined };
      requests.push(
        { ...request, protected: { alg, enc }, recipients: [one], compact: true },
        { ...request, protected: { enc }, recipients: [first], aad: "more" },
        { ...request, protected: { enc }, recipients: [second, first] },
      );
    }
  }
  const sealed = ask(...requests);
  assert.equal(sealed.length, 36);
  for (const [index, message] of sealed.entries()) {
    const { recipients, aad } = requests[index];
    for (const key of recipients.length > 1 ? keys : keys.slice(0, 1)) {
      const opened = unseal(message, key);
      assert.equal(opened.text(), plaintext);
      assert.equal(opened.aad && new TextDecoder().decode(opened.aad), aad);
    }
  }
});
