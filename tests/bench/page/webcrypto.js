// Generates a key with WebCrypto.

/** Generates an extractable key pair for RSA-OAEP with SHA-256. @param {number} bits */
export function generate(bits) {
  const algorithm = {
    name: "RSA-OAEP",
    hash: "SHA-256",
    modulusLength: bits,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  return crypto.subtle.generateKey(algorithm, true, ["encrypt", "decrypt"]);
}
