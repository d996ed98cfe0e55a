// The actions of the peer WebCrypto. Chromium evaluates the text of the function `webcrypto` in a page, so that
// function uses nothing that is defined outside of it. The actions take and return bytes in base64.

/** @typedef {{ key: string, hash: string, label: string, data: string }} Oaep */
/** @typedef {{ container: string, data: string }} Form */

/** The actions, with the given implementation of WebCrypto. @param {SubtleCrypto} subtle */
export function webcrypto(subtle) {
  const name = "RSA-OAEP";
  /** @type {(text: string) => Uint8Array<ArrayBuffer>} */
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  /** @type {(buffer: ArrayBuffer) => string} */
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  /** @type {(pem: string) => Uint8Array<ArrayBuffer>} */
  const der = (pem) => bytes(pem.replace(/-----[^-]*-----|\s/g, ""));
  /** @type {Map<string, Promise<CryptoKey>>} */
  const imported = new Map();
  /** @type {(pem: string, hash: string) => Promise<CryptoKey>} */
  const load = (pem, hash) => {
    const id = hash + pem;
    const isPrivate = pem.includes("PRIVATE");
    const key =
      imported.get(id) ??
      subtle.importKey(isPrivate ? "pkcs8" : "spki", der(pem), { name, hash }, true, [
        isPrivate ? "decrypt" : "encrypt",
      ]);
    imported.set(id, key);
    return key;
  };
  return {
    /** @param {{ bits: number }} parameters */
    async generate({ bits }) {
      const algorithm = { name, hash: "SHA-256", modulusLength: bits, publicExponent: Uint8Array.of(1, 0, 1) };
      const { privateKey } = await subtle.generateKey(algorithm, true, ["encrypt", "decrypt"]);
      const body = text(await subtle.exportKey("pkcs8", privateKey));
      return `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
    },
    /** @param {{ key: string, container: string }} parameters */
    async write({ key, container }) {
      const isPrivate = container === "PKCS#8" || container === "JWK private";
      let exported = await load(key, "SHA-256");
      if (!isPrivate) {
        const { kty, n, e } = await subtle.exportKey("jwk", exported);
        exported = await subtle.importKey("jwk", { kty, n, e }, { name, hash: "SHA-256" }, true, ["encrypt"]);
      }
      if (container.startsWith("JWK")) return btoa(JSON.stringify(await subtle.exportKey("jwk", exported)));
      return text(await subtle.exportKey(isPrivate ? "pkcs8" : "spki", exported));
    },
    /** @param {Form} parameters */
    async read({ container, data }) {
      const isPrivate = container === "PKCS#8" || container === "JWK private";
      const algorithm = { name, hash: "SHA-256" };
      /** @type {KeyUsage[]} */
      const usages = [isPrivate ? "decrypt" : "encrypt"];
      const key = container.startsWith("JWK")
        ? await subtle.importKey("jwk", JSON.parse(atob(data)), algorithm, true, usages)
        : await subtle.importKey(isPrivate ? "pkcs8" : "spki", bytes(data), algorithm, true, usages);
      const { n, e, d } = await subtle.exportKey("jwk", key);
      return { n, e, d };
    },
    /** @param {Oaep} parameters */
    async encrypt({ key, hash, label, data }) {
      const algorithm = label ? { name, label: bytes(label) } : { name };
      return text(await subtle.encrypt(algorithm, await load(key, hash), bytes(data)));
    },
    /** @param {Oaep} parameters */
    async decrypt({ key, hash, label, data }) {
      const algorithm = label ? { name, label: bytes(label) } : { name };
      return text(await subtle.decrypt(algorithm, await load(key, hash), bytes(data)));
    },
  };
}
