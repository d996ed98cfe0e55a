// The entry `sealpost/encrypt`: only public keys and `seal`, for pages that only send. `PublicKey.parse` reads the
// forms in which servers send keys (encrypt/served.js). The build (xtask/bundle-entries.js) bundles this file into
// js/encrypt.bundle.js and js/cjs/encrypt.js, with encrypt/module.js in place of the main module's bindings.
import { rawPublicKey } from "./api/key.js";
import { list } from "./api/message.js";
import { sealAs } from "./api/sealing.js";
import { checkCount, checkOptions, checkRecipientCount, withCopyOf } from "./base/arguments.js";
import { MESSAGE_LIMIT } from "./base/limits.js";
import { sealTable } from "./base/seal-options.js";
import { checkReady, load, loadSync } from "./module/instance.js";

/** @import { PublicKey } from "./api/public-key.js" */

/** @typedef {import("./index.js").Bytes} Bytes */
/** @typedef {import("./index.js").ErrorCode} ErrorCode */
/** @typedef {import("./index.js").Hash} Hash */
/** @typedef {import("./index.js").Input} Input */
/** @typedef {import("./index.js").JwkInput} JwkInput */
/** @typedef {import("./index.js").KeyInput} KeyInput */
/** @typedef {import("./index.js").NewBytes} NewBytes */
/** @typedef {import("./index.js").OaepOptions} OaepOptions */
/** @typedef {import("./index.js").RsaJwk} RsaJwk */
/** @typedef {Omit<import("./index.js").SealOptions, "from">} SealOptions */
/** @typedef {import("./index.js").WasmModule} WasmModule */

export { PublicKey } from "./api/public-key.js";
export { SealpostError, isSealpostError } from "./base/errors.js";

/**
 * Loads the WebAssembly module of this entry, `sealpost_encrypt_bg.wasm`, by default from beside this file. Await this
 * before using keys or `seal`. Further calls wait for the first; after a failure the next call tries again.
 *
 * @param {Input | PromiseLike<Input>} [input]
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
 * @param {Bytes | WasmModule} module
 * @throws `load-failed`: the cause says why
 */
export function initSync(module) {
  checkCount(arguments, 1);
  loadSync(module);
}

/**
 * Seals a message for the owner of a public key, or for the owners of up to 100 public keys, as the `seal` of
 * `sealpost` does. There is no option `from`, because this entry has no signing keys.
 *
 * @param {string | Bytes} plaintext
 * @param {PublicKey | readonly PublicKey[]} recipients
 * @param {SealOptions} [options]
 * @returns {string}
 * @throws `message-too-long`, `random-unavailable`
 */
export function seal(plaintext, recipients, options) {
  checkCount(arguments, 3);
  checkReady();
  const checked = checkOptions(options, sealTable);
  const given = list(recipients);
  checkRecipientCount(given.length);
  const keys = given.map(rawPublicKey);
  return withCopyOf(plaintext, "the message", MESSAGE_LIMIT, "message-too-long", (copy) => sealAs(copy, keys, checked));
}
