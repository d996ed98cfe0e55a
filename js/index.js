// The entry `sealpost` of the package: keys, messages and signatures, `inspect`, `safetyNumber`, and the functions that
// load the WebAssembly module.
import { checkCount } from "./base/arguments.js";
import { call, load, loadSync } from "./module/instance.js";

/**
 * @typedef {ArrayBufferView | ArrayBuffer} Bytes Any view, such as a Uint8Array or a Buffer: the bytes that it shows.
 */
/**
 * A Blob or File, whose types are in TypeScript's declarations of the DOM.
 * @typedef {{ readonly size: number, arrayBuffer(): Promise<ArrayBuffer> }} BlobLike
 */
/**
 * A CryptoKey of WebCrypto.
 * @typedef {{ readonly type: string, readonly extractable: boolean, readonly algorithm: { readonly name: string } }}
 * CryptoKeyLike
 */
/**
 * A KeyObject of node:crypto.
 * @typedef {{ readonly asymmetricKeyType?: string | undefined, export(options?: any): any }} KeyObjectLike
 */
/**
 * Bytes in a buffer of their own: `Uint8Array<ArrayBuffer>`, a type that TypeScript before 5.7 does not have.
 * @typedef {ReturnType<Uint8Array["slice"]>} NewBytes
 */
/** @typedef {string | Uint8Array} Passphrase Text is taken as UTF-8. Text cannot be wiped, bytes can. */
/** @typedef {{ kty: "RSA", n: string, e: string, d?: string, [member: string]: unknown }} RsaJwk RFC 7517. */
/**
 * A JWK as WebCrypto, Node and jose type it. (An interface without an index signature is assignable to one of `any`.)
 * @typedef {{ kty?: string | undefined, n?: string | undefined, e?: string | undefined, [member: string]: any }}
 * JwkInput
 */
/**
 * A key in any form; a JWK Set, in which one key fits or the option `kid` chooses one; in Node a KeyObject.
 * @typedef {string | Bytes | JwkInput | { readonly keys: readonly JwkInput[] } | KeyObjectLike} KeyInput
 */
/** @typedef {"SHA-1" | "SHA-224" | "SHA-256" | "SHA-384" | "SHA-512" | "SHA-512/224" | "SHA-512/256"} Hash */
/**
 * @typedef {object} OaepOptions The parameters of RSAES-OAEP, which both sides must share.
 * @property {Hash} [hash] "SHA-256" unless given.
 * @property {Hash} [mgfHash] The hash in the mask generation function MGF1: `hash` unless given.
 * @property {Bytes} [label] Empty unless given; at most 64 KiB.
 */
/**
 * @typedef {object} PssOptions The parameters of RSASSA-PSS, which both sides must share.
 * @property {Hash} [hash] The hash of the message and in MGF1. Unless given: the one that the key states, or else
 * "SHA-256".
 * @property {number} [saltLength] In bytes. Unless given: the one that the key states, or else the length of the hash.
 */
/**
 * @typedef {object} SealOptions How a message is sealed.
 * @property {import("./api/signing.js").SigningKey} [from] Signs the message: the recipients, and they alone, see who
 * sent it. `header` and `aad`, which the signature would not cover, cannot be given together with `from`.
 * @property {"RSA-OAEP-256" | "RSA-OAEP" | "RSA-OAEP-384" | "RSA-OAEP-512"} [alg] How the content key is encrypted:
 * "RSA-OAEP-256" unless given. "RSA-OAEP" is with SHA-1.
 * @property {"A256GCM" | "A192GCM" | "A128GCM" | "A256CBC-HS512" | "A192CBC-HS384" | "A128CBC-HS256"} [enc] How the
 * content is encrypted: "A256GCM" unless given.
 * @property {"compact" | "flattened" | "general"} [form] The serialization. Unless given, "compact" for one recipient,
 * or "flattened" if there is `aad`, and "general" for several.
 * @property {string | null} [kid] The name of the recipient's key, for one recipient: the thumbprint unless given. Null
 * leaves it out.
 * @property {{ cty?: string, typ?: string, [member: string]: unknown }} [header] More members of the protected header,
 * which everyone can read: at most 61. `alg`, `enc`, `kid`, `zip` and `crit` cannot be among them.
 * @property {Bytes | string} [aad] Data that is authenticated and sent in clear with the message (RFC 7516 §7.2.1): at
 * most 512 KiB, and not in the compact form.
 */
/** @typedef {{ hash: Hash, mgfHash: Hash }} Diagnosis The parameters that the sender of a ciphertext used. */
/** @typedef {import("./base/errors.js").ErrorCode} ErrorCode */
/** @typedef {import("./api/inspect.js").Inspected} Inspected */
/** @typedef {import("./api/inspect.js").InspectedKey} InspectedKey */
/** @typedef {import("./api/inspect.js").InspectedMessage} InspectedMessage */
/** @typedef {import("./api/inspect.js").InspectedFile} InspectedFile */
/** @typedef {import("./api/inspect.js").KeyProtection} KeyProtection */
/** @typedef {import("./api/unsealed.js").Unsealed} Unsealed */
/** @typedef {import("./api/unsealed.js").Sender} Sender */
/** @typedef {import("./api/safety-number.js").Identity} Identity */
/** @typedef {import("./api/signing.js").VerifyingKey | string} KnownSender A verifying key, or its thumbprint. */
/**
 * @typedef {object} UnsealOptions
 * @property {KnownSender | readonly KnownSender[]} [from] The expected senders: a message that none of these signed is
 * `signature-invalid`. If the option is given and undefined, as after a lookup that found nothing, the error is
 * `invalid-argument`.
 */
/** @typedef {{ base: Input | PromiseLike<Input>, kernel?: Input | PromiseLike<Input> }} Both See {@link init}. */
/** @typedef {object} WasmModule A `WebAssembly.Module`, whose type in TypeScript has no members. */
/**
 * A URL (text or object), a `Request` or `Response`, the bytes, or a `WebAssembly.Module`.
 * @typedef {string | { readonly href: string } | { readonly url: string } | Bytes | WasmModule} Input
 */

export { PrivateKey } from "./api/private-key.js";
export { PublicKey } from "./api/public-key.js";
export { inspect } from "./api/inspect.js";
export { seal, unseal } from "./api/message.js";
export { safetyNumber } from "./api/safety-number.js";
export { SigningKey, VerifyingKey } from "./api/signing.js";
export { SealpostError, isSealpostError } from "./base/errors.js";

/**
 * Loads the WebAssembly module, by default from beside this file. Await this before using keys or messages; the keyring
 * loads the module by itself. Further calls wait for the first; after a failure the next call tries again.
 *
 * In engines with relaxed SIMD a second, small module, the kernel, makes the arithmetic about twice as fast. By default
 * it is loaded from beside this file too. If the files are elsewhere, give both: the module as `base`, the other as
 * `kernel`. With an input that has no `kernel` the accelerated arithmetic is used neither here nor in the keyring's
 * workers.
 *
 * @param {Input | PromiseLike<Input> | Both} [input]
 * @returns {Promise<void>}
 * @throws `load-failed`: the cause says why
 */
export default async function init(input) {
  checkCount(arguments, 1);
  await load(input);
}

/**
 * Loads the WebAssembly module synchronously, from its bytes or a compiled `WebAssembly.Module`: for workers, and for
 * runtimes that provide compiled modules.
 *
 * @param {Bytes | WasmModule | { base: Bytes | WasmModule, kernel?: Bytes | WasmModule }} module
 * @throws `load-failed`: the cause says why
 */
export function initSync(module) {
  checkCount(arguments, 1);
  loadSync(module);
}

/**
 * Which arithmetic runs: "relaxed-simd" if the kernel is loaded (see {@link init}) and the engine and the processor
 * have fused multiply-add, else "simd128".
 *
 * @returns {"relaxed-simd" | "simd128"}
 */
export function engine() {
  checkCount(arguments, 0);
  return /** @type {"relaxed-simd" | "simd128"} */ (call(({ engineName }) => engineName()));
}
