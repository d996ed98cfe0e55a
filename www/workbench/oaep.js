import { byId } from "../ui/dom.js";
import { utf8 } from "../codec/bytes.js";

/**
 * @typedef {import("../sealpost/index.js").Hash} Hash
 * @typedef {{ hash: Hash, mgfHash: Hash, label: Uint8Array }} Settings
 * @typedef {{ hash: Hash, mgfHash: Hash }} Found the hashes that a ciphertext was encrypted with
 */
/**
 * @typedef {object} Oaep
 * @property {HTMLFormElement} form
 * @property {() => Settings} now the settings in the form
 * @property {() => { hash: Hash, mgfHash: Hash, label: string }} said the settings in the form, with the
 * label as text
 * @property {(found: Found) => void} set
 */

/** @type {Hash[]} */
const hashes = ["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224", "SHA-512/256"];

/** Options for all hashes, with one of them chosen. @param {Hash} [chosen] */
export const hashOptions = (chosen) => hashes.map((hash) => new Option(hash, hash, hash === chosen, hash === chosen));

/**
 * The settings of RSAES-OAEP: hash, MGF1 hash and label. Decryption needs the settings of the encryption, so both steps
 * share one form.
 *
 * @param {import("./steps.js").Steps} steps
 * @returns {Oaep}
 */
export function mountOaep(steps) {
  const form = byId("oaep-settings", HTMLFormElement);
  const hashField = byId("oaep-hash", HTMLSelectElement);
  const mgfField = byId("oaep-mgf", HTMLSelectElement);
  const labelField = byId("oaep-label", HTMLInputElement);
  hashField.append(...hashOptions("SHA-256"));
  mgfField.append(...hashOptions());
  steps.lend("oaep-settings", ["encrypt", "decrypt"]);
  const said = () => ({
    hash: /** @type {Hash} */ (hashField.value),
    // The first option of the MGF1 hash has no value: it stands for the same hash.
    mgfHash: /** @type {Hash} */ (mgfField.value || hashField.value),
    label: labelField.value,
  });
  return {
    form,
    said,
    now: () => ({ ...said(), label: utf8(labelField.value) }),
    set(found) {
      hashField.value = found.hash;
      mgfField.value = found.mgfHash === found.hash ? "" : found.mgfHash;
    },
  };
}
