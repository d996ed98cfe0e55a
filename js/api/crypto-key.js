// Exports keys of WebCrypto.
import { SealpostError, invalid } from "../base/errors.js";

/** @import { CryptoKeyLike } from "../index.js" */

/**
 * The DER of a CryptoKey: PKCS#8 of a private key, which the caller wipes, or SPKI of a public one. The usages of the
 * key are not checked, because the algorithm leaves no other purpose: keys of RSA-OAEP can only encrypt or decrypt,
 * data or other keys, and keys of RSA-PSS can only sign or verify.
 *
 * @param {unknown} given
 * @param {"private" | "public"} type The half that is needed.
 * @param {"RSA-OAEP" | "RSA-PSS"} algorithm The algorithm that the key must be for.
 * @throws `invalid-argument`, `private-key-given`, `public-key-given`, `unsupported-key`, `not-exportable`
 */
export async function exportCryptoKey(given, type, algorithm) {
  const key = checkCryptoKey(given);
  // A secret key, such as one of AES, is refused below, for its algorithm.
  if (key.type !== type && key.type !== "secret") {
    throw key.type === "private"
      ? new SealpostError("private-key-given", "this is a private CryptoKey where a public one is needed")
      : new SealpostError("public-key-given", "this CryptoKey is not private, and a private one is needed");
  }
  if (key.algorithm?.name !== algorithm) {
    const purpose = algorithm === "RSA-OAEP" ? "encryption" : "signatures";
    const text = `this CryptoKey is for another algorithm than ${algorithm}, and a key has one purpose: use one for ${purpose}`;
    throw new SealpostError("unsupported-key", text);
  }
  if (!key.extractable) {
    const advice = "import or generate it with extractable = true";
    throw new SealpostError("not-exportable", `this CryptoKey is not extractable: ${advice}`);
  }
  try {
    const format = type === "private" ? "pkcs8" : "spki";
    return new Uint8Array(await crypto.subtle.exportKey(format, /** @type {CryptoKey} */ (key)));
  } catch (cause) {
    throw new SealpostError("invalid-argument", "WebCrypto cannot export this CryptoKey", { cause });
  }
}

/** @param {unknown} value @returns {CryptoKeyLike} */
function checkCryptoKey(value) {
  if (Object.prototype.toString.call(value) === "[object CryptoKey]") return /** @type {CryptoKeyLike} */ (value);
  const isPair = typeof value === "object" && value !== null && "privateKey" in value && "publicKey" in value;
  throw invalid(
    isPair
      ? "this is a pair of CryptoKeys: pass its privateKey or its publicKey"
      : "the key must be a CryptoKey of WebCrypto: parse reads the other forms",
  );
}
