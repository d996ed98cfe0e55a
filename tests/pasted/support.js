// What the suites of pasted input share: the package, the key, the error texts for input without any meaning, and the
// assertions of a case.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { fails } from "../support/assertions.js";
import { sealpost } from "../support/installed.js";

export { test } from "node:test";
export { fails, sealpost };
export { python } from "../support/python.js";

const { PrivateKey, PublicKey, unseal } = sealpost;

/**
 * @typedef {object} Pasted One input as people paste it, and what a person should get for it.
 * @property {string} name
 * @property {string | Uint8Array | object} input
 * @property {"public" | "private" | "message"} as What it is given as: to PublicKey.parse, PrivateKey.parse or unseal.
 * @property {"read" | "named" | "read or named" | "refused"} want "read": the key, or the message's plaintext, comes out.
 * "named": an error that says what the input is. "refused": any error of one of the codes.
 * @property {string[]} [codes] The codes that the error may have.
 * @property {RegExp[]} [says] What the error's text holds: the name of the form, the command or the call that converts it.
 * @property {{ passphrase?: string, kid?: string, allowWeak?: boolean }} [options] Options of `parse`.
 * @property {string[]} [commands] Commands that the error's text may recommend, one after the other; a test runs them.
 * @property {string | Uint8Array} [file] The file that these commands convert, if the input is an encoding of that
 *   file.
 * @property {string[]} [unwrapped] The decoding steps that `inspect` names, the outermost first.
 * @property {"private-key" | "public-key" | "certificate" | "message" | "maybe-ciphertext"} [kind] What `inspect` calls it.
 */
/**
 * @typedef {{ kind: string, title: string, reported: Pasted[], further: Pasted[] }} Kind A group of cases. `kind`
 * is the letter of their kind, A to L or N: the first lines of the files below kinds/ say what each is. One kind can
 * have several groups. `reported`: input as in public reports. `further`: variations that this project adds.
 */

/**
 * A key pair with `+` and `/` in the base64 of the public key, and `=` in that of the private key: encoders for JSON,
 * URLs or mail escape these. A public key of 2048 bits has 294 bytes as SPKI, so that its base64 never ends in `=`.
 */
function freshPair() {
  for (;;) {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const body = pair.publicKey.export({ type: "spki", format: "der" }).toString("base64");
    const isPadded = String(pair.privateKey.export({ type: "pkcs8", format: "pem" })).includes("=");
    if (body.includes("+") && body.includes("/") && isPadded) return pair;
  }
}

const { privateKey, publicKey } = freshPair();
/** The key in the forms, written by Node, that the modules in kinds/ alter to make their cases. */
export const forms = {
  pkcs8: String(privateKey.export({ type: "pkcs8", format: "pem" })),
  pkcs1: String(privateKey.export({ type: "pkcs1", format: "pem" })),
  spki: String(publicKey.export({ type: "spki", format: "pem" })),
  pkcs8Der: privateKey.export({ type: "pkcs8", format: "der" }),
  pkcs1Der: privateKey.export({ type: "pkcs1", format: "der" }),
  spkiDer: publicKey.export({ type: "spki", format: "der" }),
  jwk: /** @type {Record<string, string>} */ (privateKey.export({ format: "jwk" })),
  publicJwk: /** @type {Record<string, string>} */ (publicKey.export({ format: "jwk" })),
};
export { publicKey };
/** The key as the package reads it. */
export const key = PrivateKey.parse(forms.pkcs8);
const id = key.publicKey().thumbprint();
/** The public key as the line that ssh-keygen keeps in a `.pub` file. */
export const line = `${key.publicKey().toPem({ format: "openssh" })} alice@example.org`;
/** The base64 of `line`, without the words beside it. */
export const blob = line.split(" ")[1] ?? "";

/** The body of a PEM text in one line. @param {string} pem */
export const bodyOf = (pem) => pem.split("\n").slice(1, -2).join("");

/** The text that every message here holds. */
export const plaintext = "meet me at noon";

/** The text of the error that an operation throws, or no text. @param {() => unknown} operation */
function textThrown(operation) {
  try {
    operation();
    return "";
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/** The error texts for input without any meaning and for damaged keys. They do not say what the input is. */
const noiseTexts = new Set(
  [
    "hello world",
    "{}",
    "{",
    '{"a":1}',
    "AAAA".repeat(80),
    new Uint8Array(300).fill(7),
    "-----BEGIN PUBLIC KEY-----\n????\n-----END PUBLIC KEY-----",
    forms.spki.slice(0, 120),
    forms.spki.replace("MII", "AAA"),
  ].flatMap((input) => [
    textThrown(() => PublicKey.parse(input)),
    textThrown(() => PrivateKey.parse(input)),
    textThrown(() => unseal(/** @type {any} */ (input), key)),
  ]),
);

/**
 * Asserts that an error has one of the codes, if any are given, and is not an internal error.
 *
 * @type {(error: unknown, name: string, codes?: string[]) => void}
 */
function assertCode(error, name, codes) {
  const { code, message } = /** @type {{ code: string, message: string }} */ (error);
  assert.notEqual(code, "internal-error", name);
  if (codes) assert.ok(codes.includes(code), `${name}: expected ${codes.join(" or ")}, got ${code}: ${message}`);
}

/**
 * Asserts that an error says what its input is: its text is none of the texts for noise, its code fits, and the text
 * has the words that a person needs.
 *
 * @type {(error: unknown, name: string, codes?: string[], says?: RegExp[]) => void}
 */
export function assertNames(error, name, codes, says = []) {
  assertCode(error, name, codes);
  const { message } = /** @type {Error} */ (error);
  assert.ok(!noiseTexts.has(message), `${name}: the text is one for noise: ${message}`);
  for (const words of says) assert.match(message, words, name);
}

/** What comes out of an input: the thumbprint of the key or the plaintext. @param {Pasted} pasted */
export function outcome({ input, as, options }) {
  const given = /** @type {any} */ (input);
  if (as === "message") return unseal(given, key).text();
  if (as === "public") return /** @type {any} */ (PublicKey).parse(given, options).thumbprint();
  return PrivateKey.parse(given, /** @type {any} */ (options))
    .publicKey()
    .thumbprint();
}

/** Asserts that a person gets what the case says. @param {Pasted} pasted */
export function assertCase(pasted) {
  const { name, as, want, codes, says } = pasted;
  let result;
  try {
    result = outcome(pasted);
  } catch (error) {
    if (want === "read") assert.fail(`${name}: it is not read: ${/** @type {Error} */ (error).message}`);
    if (want === "refused") assertCode(error, name, codes);
    else assertNames(error, name, codes, says);
    return;
  }
  assert.ok(want.startsWith("read"), `${name}: it is read, and should be refused`);
  assert.equal(result, as === "message" ? plaintext : id, `${name}: something else is read`);
}

/** All cases of some kinds with their names. @param {Kind[]} kinds */
export const casesOf = (...kinds) =>
  kinds.flatMap(({ kind, reported, further }) =>
    [...reported, ...further].map((pasted) => ({ ...pasted, title: `${kind}: ${pasted.name}, as ${pasted.as}` })),
  );

// Short ways to write the cases.
/** @typedef {Partial<Pasted>} Rest */
/** An input that is read as the public key. @type {(name: string, input: Pasted["input"], rest?: Rest) => Pasted} */
export const readsPublic = (name, input, rest) => ({ name, input, as: "public", want: "read", ...rest });
/** An input that is read as the private key. @type {(name: string, input: Pasted["input"], rest?: Rest) => Pasted} */
export const readsPrivate = (name, input, rest) => ({ name, input, as: "private", want: "read", ...rest });
/**
 * An input whose error must say what the input is.
 *
 * @type {(name: string, input: Pasted["input"], codes: string | string[], says: RegExp[], rest?: Rest) => Pasted}
 */
export const names = (name, input, codes, says, rest) => ({
  name,
  input,
  as: "public",
  want: "named",
  codes: [codes].flat(),
  says,
  ...rest,
});
/**
 * An input that must be refused with one of these codes, whatever the error's text.
 *
 * @type {(name: string, input: Pasted["input"], codes: string | string[], rest?: Rest) => Pasted}
 */
export const refused = (name, input, codes, rest) => names(name, input, codes, [], { want: "refused", ...rest });
/**
 * A private key that is given as a public one.
 *
 * @type {(name: string, input: Pasted["input"], rest?: Rest) => Pasted}
 */
export const leaks = (name, input, rest) =>
  names(name, input, "private-key-given", [], { kind: "private-key", ...rest });
/** An input that is opened as a message. @type {(name: string, input: Pasted["input"], rest?: Rest) => Pasted} */
export const opens = (name, input, rest) => ({ name, input, as: "message", want: "read", kind: "message", ...rest });
