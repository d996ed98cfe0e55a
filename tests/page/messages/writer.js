// A writer of signed letters in Node, with jose. Such a writer can also write letters that the page would not write.
import { generateKeyPairSync } from "node:crypto";
import { CompactEncrypt, SignJWT, calculateJwkThumbprint, exportJWK, importSPKI } from "jose";
import { url } from "../../support/browser/suite.js";

/** A person with two keys. @param {string} name */
export async function writer(name) {
  const [encryption, signing] = [0, 1].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }));
  if (!encryption || !signing) throw new Error("no keys");
  const jwk = await exportJWK(signing.publicKey);
  const ids = {
    encryption: await calculateJwkThumbprint(await exportJWK(encryption.publicKey)),
    signing: await calculateJwkThumbprint(jwk),
  };
  const publicKey = String(encryption.publicKey.export({ type: "spki", format: "pem" }));
  const der = encryption.publicKey.export({ type: "spki", format: "der" }).toString("base64url");
  /** The link of an invitation. @param {string} [s] the thumbprint of the signing key in the invitation */
  const invitation = (s) => `${url}#k=${der}${s === undefined ? "" : `&s=${s}`}&n=${name}`;
  /**
   * A signed letter.
   *
   * @param {string} reader the reader's public key in PEM
   * @param {object} claims besides those that every letter has, or instead of them
   */
  const letter = async (reader, claims) => {
    const key = await importSPKI(reader, "RSA-OAEP-256", { extractable: true });
    const aud = [await calculateJwkThumbprint(await exportJWK(key))];
    const usual = { iss: ids.signing, aud, iat: Math.floor(Date.now() / 1000), jti: crypto.randomUUID() };
    const header = { alg: "PS256", typ: "sealpost+jwt", kid: ids.signing, jwk };
    const token = await new SignJWT({ ...usual, enc: ids.encryption, ...claims })
      .setProtectedHeader(header)
      .sign(signing.privateKey);
    return sealToken(token, reader);
  };
  return { name, publicKey, ids, invitation, letter };
}

/** Seals a token for a reader, whomever it was signed for. @param {string} token @param {string} reader PEM */
export async function sealToken(token, reader) {
  const header = { alg: "RSA-OAEP-256", enc: "A256GCM", cty: "JWT" };
  const encrypting = new CompactEncrypt(new TextEncoder().encode(token)).setProtectedHeader(header);
  return encrypting.encrypt(await importSPKI(reader, "RSA-OAEP-256"));
}
