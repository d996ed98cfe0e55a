// The peer node-forge, whose bytes are strings with one character for each byte.
import { createRequire } from "node:module";
import forge from "node-forge";
import { serve } from "./serve.js";

const { asn1, md, pki, ssh, util } = forge;

/** Bytes as node-forge has them. @param {Uint8Array} bytes */
const binary = (bytes) => Buffer.from(bytes).toString("latin1");
/** Bytes of node-forge as a Buffer. @param {string} text */
const bytes = (text) => Buffer.from(text, "latin1");
/** A value as DER or PEM. @param {string} encoding @param {string} label @param {forge.asn1.Asn1} value */
const written = (encoding, label, value) => {
  const body = asn1.toDer(value).getBytes();
  return bytes(encoding === "DER" ? body : forge.pem.encode({ type: label, body }));
};
/** The passphrase in UTF-8. node-forge would encode it in Latin-1. @param {string} [passphrase] */
const secret = (passphrase) => (passphrase ? util.encodeUtf8(passphrase) : "");
/** A number in base64url, as in a JWK. @param {forge.jsbn.BigInteger} number */
const base64url = (number) => {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
};
/** A hash, which node-forge calls sha256 or sha512/256. @param {string} hash @returns {forge.md.MessageDigest} */
const digest = (hash) => {
  const found = /** @type {any} */ (md).algorithms[hash.toLowerCase().replace("sha-", "sha")];
  if (!found) throw new Error(`there is no ${hash}`);
  return found.create();
};
/** node-forge's options for RSA-OAEP. @param {{ hash: string, mgfHash: string, label: Uint8Array }} parameters */
const oaep = ({ hash, mgfHash, label }) => ({
  md: digest(hash),
  mgf1: { md: digest(mgfHash) },
  label: binary(label),
});
/** The name of a cipher in node-forge: aes128, 3des. @param {string} cipher */
const cipherName = (cipher) =>
  cipher === "DES-EDE3-CBC" ? "3des" : cipher.toLowerCase().replace("-cbc", "").replace("-", "");
/** The value in DER or PEM. @param {string} text @param {string} encoding */
const parsed = (text, encoding) =>
  asn1.fromDer(encoding === "PEM" ? forge.pem.decode(text)[0].body : /** @type {any} */ (util).createBuffer(text));

await serve({
  version: () => createRequire(import.meta.url)("node-forge/package.json").version,
  async generate({ bits }) {
    const pair = await new Promise((/** @type {(pair: forge.pki.rsa.KeyPair) => void} */ resolve, reject) => {
      pki.rsa.generateKeyPair({ bits }, (error, pair) => (error ? reject(error) : resolve(pair)));
    });
    return pki.privateKeyInfoToPem(pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(pair.privateKey)));
  },
  write({ key, container, encoding, passphrase, kdf, prf, cipher, iterations }) {
    const privateKey = pki.privateKeyFromPem(key);
    const publicKey = pki.setRsaPublicKey(privateKey.n, privateKey.e);
    const pkcs1 = pki.privateKeyToAsn1(privateKey);
    switch (container) {
      case "PKCS#1": {
        if (kdf !== "DEK-Info") return written(encoding, "RSA PRIVATE KEY", pkcs1);
        const options = /** @type {any} */ ({ legacy: true, algorithm: cipherName(cipher) });
        return bytes(pki.encryptRsaPrivateKey(privateKey, secret(passphrase), options));
      }
      case "PKCS#8": {
        const info = pki.wrapRsaPrivateKey(pkcs1);
        if (!passphrase) return written(encoding, "PRIVATE KEY", info);
        const options = /** @type {any} */ (
          kdf
            ? { algorithm: cipherName(cipher), count: iterations, prfAlgorithm: prf.toLowerCase().replace("-", "") }
            : undefined
        );
        return written(encoding, "ENCRYPTED PRIVATE KEY", pki.encryptPrivateKeyInfo(info, secret(passphrase), options));
      }
      case "SPKI":
        return written(encoding, "PUBLIC KEY", pki.publicKeyToAsn1(publicKey));
      case "PKCS#1 public":
        return written(encoding, "RSA PUBLIC KEY", pki.publicKeyToRSAPublicKey(publicKey));
      case "OpenSSH public":
        return bytes(ssh.publicKeyToOpenSSH(publicKey, ""));
      // X.509
      default: {
        const certificate = pki.createCertificate();
        certificate.publicKey = publicKey;
        certificate.serialNumber = "01";
        certificate.validity.notAfter.setFullYear(certificate.validity.notBefore.getFullYear() + 1);
        certificate.setSubject([{ name: "commonName", value: "a test" }]);
        certificate.setIssuer(certificate.subject.attributes);
        certificate.sign(privateKey, md.sha256.create());
        return written(encoding, "CERTIFICATE", pki.certificateToAsn1(certificate));
      }
    }
  },
  read({ data, container, encoding, passphrase }) {
    const text = binary(data);
    if (container === "SPKI" || container === "PKCS#1 public") {
      const { n, e } = pki.publicKeyFromAsn1(parsed(text, encoding));
      return { n: base64url(n), e: base64url(e) };
    }
    const outer = parsed(text, encoding);
    const value = passphrase ? pki.decryptPrivateKeyInfo(outer, secret(passphrase)) : outer;
    const { n, e, d } = /** @type {forge.pki.rsa.PrivateKey} */ (pki.privateKeyFromAsn1(value));
    return { n: base64url(n), e: base64url(e), d: base64url(d) };
  },
  encrypt: ({ key, data, ...parameters }) =>
    bytes(pki.publicKeyFromPem(key).encrypt(binary(data), "RSA-OAEP", oaep(parameters))),
  decrypt: ({ key, data, ...parameters }) =>
    bytes(pki.privateKeyFromPem(key).decrypt(binary(data), "RSA-OAEP", oaep(parameters))),
  fingerprint({ key }) {
    const options = /** @type {any} */ ({ md: md.sha256.create(), encoding: "binary" });
    const base64 = bytes(String(ssh.getPublicKeyFingerprint(pki.publicKeyFromPem(key), options))).toString("base64");
    return `SHA256:${base64.replace(/=+$/, "")}`;
  },
});
