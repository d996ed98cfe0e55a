// Seals and opens messages as a page with a keyring does (js/client/messages.js), with the keyring worker's part of the
// work (js/api/content.js) on the same thread; or, without WebCrypto, as the keyring worker does alone.
import { internal } from "./installed.js";

/** @type {typeof import("../../js/api/content.js")} */
const { openContentKey, startSealing } = await import(internal("api/content.js"));
/** @type {typeof import("../../js/api/sealing.js")} */
const { asUnsealed, sealWith, unsealWith } = await import(internal("api/sealing.js"));
/** @type {typeof import("../../js/client/cipher.js")} */
const { Cipher } = await import(internal("client/cipher.js"));
/** @type {typeof import("../../js/client/messages.js")} */
const { sealMessage, unsealMessage } = await import(internal("client/messages.js"));

/** @import { SealingOptions } from "../../js/api/sealing.js" */
/** @import { Unsealed } from "../../js/index.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../../js/wasm/sealpost.js" */

/**
 * @typedef {object} Way
 * @property {SubtleCrypto | undefined} [subtle] WebCrypto. Without it the wasm module does all of the work.
 * @property {(raw?: RawPrivateKey) => void} [check] Called between two steps of opening a message.
 * @property {readonly string[]} [from] The thumbprints of the expected senders.
 */

/**
 * The page's connection to the keyring worker.
 *
 * @param {{ recipients?: Iterable<RawPublicKey>, keys?: RawPrivateKey[] } & Way} keyring
 */
function connection({ recipients = [], keys = [], check = () => {}, from }) {
  const candidates = keys.map((raw) => {
    const publicKey = raw.publicKey();
    return { id: publicKey.thumbprint(), kid: raw.kid(), bits: raw.bits(), read: () => raw };
  });
  /** @param {MessagePort} port */
  const steps = (port) => ({
    check,
    decrypt: (/** @type {object} */ key) =>
      new Promise((resolve) => {
        port.onmessage = ({ data }) => resolve(data);
        port.postMessage(key);
      }),
  });
  /** @type {Record<string, (params: any) => unknown>} */
  const actions = {
    seal: ({ plaintext, options }) => sealWith(plaintext, recipients, options),
    startSealing: ({ options }) => startSealing(recipients, options),
    unseal: ({ sealed }) => unsealWith(sealed, keys, from),
    open: ({ port, ...message }) =>
      openContentKey(message, candidates, /** @type {any} */ (steps(port))).finally(() => port.close()),
    verify: ({ opened, token }) => asUnsealed({ ...opened, plaintext: token }, from),
  };
  const start = (/** @type {string} */ action, /** @type {any} */ params) => {
    return { result: (async () => actions[action]?.(params))(), cancel: () => {} };
  };
  const cipher = new Cipher(() => {
    throw new Error("no worker");
  });
  const call = (/** @type {any} */ action, /** @type {any} */ params) => start(action, params).result;
  return /** @type {any} */ ({ cipher, start, call });
}

/**
 * @param {Uint8Array<ArrayBuffer>} plaintext Wiped if WebCrypto encrypts it.
 * @param {Iterable<RawPublicKey>} recipients
 * @param {SealingOptions} options With `signer` the wasm module does all of the work, as in the keyring worker.
 * @param {Way} way
 * @returns {Promise<string>}
 */
export async function sealContent(plaintext, recipients, options, { subtle }) {
  if (!subtle || options.signer) return sealWith(plaintext, recipients, options);
  return sealMessage(connection({ recipients }), { plaintext, publicKeys: [], options, from: undefined }, undefined);
}

/**
 * @param {string} sealed
 * @param {RawPrivateKey[]} keys
 * @param {Way} way
 * @returns {Promise<Pick<Unsealed, "plaintext" | "keyId" | "kid" | "header" | "aad" | "sender">>}
 */
export async function unsealContent(sealed, keys, { subtle, check, from }) {
  if (!subtle) return unsealWith(sealed, keys, from);
  return unsealMessage(connection({ keys, check, from }), sealed, undefined, undefined);
}
