// Keys and ciphertexts to and from pycryptodome, in the last 3.x that is in wide use and the newest 4.x.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { sealpost } from "./installed.js";
import { virtualEnvironment } from "./python.js";

const { PrivateKey, PublicKey } = sealpost;
const script = fileURLToPath(new URL("pycryptodome.py", import.meta.url));

/** Without a hash it takes SHA-1, for the label and the mask. */
const parameters = /** @type {const} */ ([{}, { hash: "SHA-256" }, { hash: "SHA-1" }]).flatMap((hash) => [
  hash,
  { ...hash, label: Buffer.from("a label") },
]);

for (const [series, requirement] of [
  ["3.23.0", "pycryptodome==3.23.0"],
  ["4", "pycryptodome>=4,<5"],
]) {
  describe(`pycryptodome ${series}`, () => {
    /** @type {(...requests: object[]) => any[]} */
    let ask;

    before(() => {
      const python = virtualEnvironment(`venv-pycryptodome-${series}`, String(requirement));
      ask = (...requests) => {
        const input = JSON.stringify(requests.map(inBase64));
        return JSON.parse(execFileSync(python, [script], { input, encoding: "utf8" }));
      };
    });

    test("is the version meant", () => {
      assert.ok(ask({ action: "version" })[0].startsWith(series));
    });

    test("its keys are read here, in every form it writes", () => {
      const [made] = ask({ action: "generate", bits: 2048 });
      const [numbers] = ask({ action: "numbers", key: made.private[0] });
      for (const form of made.private.flatMap(forms)) {
        const key = PrivateKey.parse(form);
        assert.equal(key.bits, 2048);
        const [same] = ask({ action: "numbers", key: key.toDer() });
        assert.deepEqual(same, numbers);
      }
      for (const form of made.public.flatMap(forms)) {
        const [same] = ask({ action: "numbers", key: PublicKey.parse(form).toDer() });
        assert.deepEqual(same, { n: numbers.n, e: numbers.e });
      }
    });

    test("keys from here are read there, in every form we write", () => {
      const key = PrivateKey.generate({ bits: 2048 });
      const half = key.publicKey();
      const formats = /** @type {const} */ (["pkcs8", "pkcs1"]);
      const halves = /** @type {const} */ (["spki", "pkcs1"]);
      const secret = ask(
        ...formats
          .flatMap((format) => [key.toDer({ format }), Buffer.from(key.toPem({ format }))])
          .map((key) => ({ action: "numbers", key })),
      );
      const open = ask(
        ...halves
          .flatMap((format) => [half.toDer({ format }), Buffer.from(half.toPem({ format }))])
          .map((key) => ({ action: "numbers", key })),
      );
      assert.equal(secret.length + open.length, 8);
      for (const { d, ...numbers } of secret) {
        assert.match(d, /^[0-9a-f]{500,512}$/);
        assert.deepEqual(numbers, open[0]);
      }
      for (const numbers of open) assert.deepEqual(numbers, open[0]);
    });

    test("what is encrypted there is decrypted here, and the other way round", () => {
      const [made] = ask({ action: "generate", bits: 2048 });
      const key = PrivateKey.parse(Buffer.from(made.private[0], "base64"));
      const half = key.publicKey();
      const data = Buffer.from("grüße aus python");
      const theirs = ask(
        ...parameters.map((options) => ({ action: "encrypt", key: made.public[0], data, ...options })),
      );
      const ours = parameters.map((options) => half.encrypt(data, oaep(options)));
      const decrypted = ask(
        ...parameters.map((options, index) => ({
          action: "decrypt",
          key: made.private[0],
          data: ours[index],
          ...options,
        })),
      );
      for (const [index, options] of parameters.entries()) {
        assert.deepEqual(Buffer.from(key.decrypt(Buffer.from(theirs[index], "base64"), oaep(options))), data);
        assert.deepEqual(Buffer.from(decrypted[index], "base64"), data);
      }
      assert.throws(
        () => key.decrypt(Buffer.from(theirs[0], "base64")),
        { code: "decryption-failed" },
        "the defaults differ",
      );
    });
  });
}

/** What means the same here. @param {{ hash?: "SHA-1" | "SHA-256", label?: Uint8Array }} options */
function oaep(options) {
  return { hash: /** @type {const} */ ("SHA-1"), ...options };
}

/** The bytes of a form in base64 and, where they are PEM, the text. @param {string} encoded */
function forms(encoded) {
  const bytes = Buffer.from(encoded, "base64");
  return bytes[0] === 0x2d ? [bytes, bytes.toString()] : [bytes];
}

/** A request whose bytes JSON can carry. @param {object} request */
function inBase64(request) {
  const members = Object.entries(request);
  return Object.fromEntries(
    members.map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value]),
  );
}
