// The peer jose.
import { createRequire } from "node:module";
import {
  CompactEncrypt,
  FlattenedEncrypt,
  GeneralEncrypt,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  exportPKCS8,
  exportSPKI,
  flattenedDecrypt,
  generalDecrypt,
  generateKeyPair,
  importJWK,
  importPKCS8,
  importSPKI,
} from "jose";
import { serve } from "./serve.js";

const extractable = { extractable: true };
/** jose needs an algorithm for each key. This one is used where the request does not name one. */
const usual = "RSA-OAEP-256";

/** Reads a key in a form. @param {string} text @param {string} container */
async function load(text, container) {
  if (container.startsWith("JWK")) return importJWK(JSON.parse(text), usual, extractable);
  return container === "PKCS#8" ? importPKCS8(text, usual, extractable) : importSPKI(text, usual, extractable);
}

/** The public key of a private one, made from its JWK because jose has no function for it. @param {string} key */
async function publicKeyOf(key) {
  const { kty, n, e } = await exportJWK(await load(key, "PKCS#8"));
  return importJWK({ kty, n, e }, usual, extractable);
}

await serve({
  version: () => createRequire(import.meta.url)("jose/package.json").version,
  async generate({ bits }) {
    return exportPKCS8((await generateKeyPair(usual, { modulusLength: bits, ...extractable })).privateKey);
  },
  async write({ key, container }) {
    const isPrivate = container === "PKCS#8" || container === "JWK private";
    const exported = /** @type {CryptoKey} */ (isPrivate ? await load(key, "PKCS#8") : await publicKeyOf(key));
    if (container.startsWith("JWK")) return Buffer.from(JSON.stringify(await exportJWK(exported)));
    return Buffer.from(await (isPrivate ? exportPKCS8(exported) : exportSPKI(exported)));
  },
  async read({ data, container }) {
    const { n, e, d } = await exportJWK(await load(Buffer.from(data).toString(), container));
    return { n, e, d };
  },
  async thumbprint({ key }) {
    return calculateJwkThumbprint(await exportJWK(await load(key, "SPKI")));
  },
  async seal({ keys, data, form, alg, enc, aad, apart }) {
    const recipients = await Promise.all(keys.map((/** @type {string} */ key) => importSPKI(key, alg)));
    if (form === "compact") return new CompactEncrypt(data).setProtectedHeader({ alg, enc }).encrypt(recipients[0]);
    const message = form === "flattened" ? new FlattenedEncrypt(data) : new GeneralEncrypt(data);
    message.setProtectedHeader(apart ? { enc } : { alg, enc });
    if (aad) message.setAdditionalAuthenticatedData(new TextEncoder().encode(aad));
    if (message instanceof FlattenedEncrypt) return JSON.stringify(await message.encrypt(recipients[0]));
    for (const recipient of recipients) {
      const added = message.addRecipient(recipient);
      if (apart) added.setUnprotectedHeader({ alg });
    }
    return JSON.stringify(await message.encrypt());
  },
  async open({ key, sealed, form, alg }) {
    const ours = await importPKCS8(key, alg);
    if (form === "compact") return (await compactDecrypt(sealed, ours)).plaintext;
    const message = JSON.parse(sealed);
    const opened = form === "flattened" ? await flattenedDecrypt(message, ours) : await generalDecrypt(message, ours);
    return opened.plaintext;
  },
});
