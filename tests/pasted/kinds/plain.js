// Keys as programs write them, with nothing around them. docs/interoperability.md has the programs; these cases are the
// first table of docs/reading.md.
import { bodyOf, forms, key, line, readsPrivate, readsPublic } from "../support.js";
import { file, openssl, passphrase } from "../tools.js";
import { openssh, protectedOpenssh } from "./openssh.js";

const { pkcs8, pkcs1, spki, pkcs8Der, pkcs1Der, spkiDer, jwk, publicJwk } = forms;
const publicPkcs1 = key.publicKey().toPem({ format: "pkcs1" });
const certificate = String(openssl("req", "-x509", "-key", file(pkcs8), "-subj", "/CN=alice", "-days", "2")());
const der = (/** @type {string} */ pem) => Buffer.from(bodyOf(pem), "base64");
const options = { passphrase };
/** @type {Partial<import("../support.js").Pasted>} */
const certified = { kind: "certificate" };

/** @type {import("../support.js").Pasted[]} */
export const plain = [
  readsPrivate("PKCS#8 as PEM", pkcs8),
  readsPrivate("as DER", pkcs8Der),
  readsPrivate("as base64", bodyOf(pkcs8)),
  readsPrivate("as PEM under a passphrase", key.toPem(options), { options }),
  readsPrivate("PKCS#1 as PEM", pkcs1),
  readsPrivate("as DER", pkcs1Der),
  readsPrivate("as base64", bodyOf(pkcs1)),
  readsPrivate(
    "as PEM under a passphrase (`DEK-Info`)",
    String(openssl("rsa", "-traditional", "-passout", "env:PASS", "-aes256")(pkcs8)),
    { options },
  ),
  readsPrivate("OpenSSH's private file", openssh),
  readsPrivate("the same under a passphrase", protectedOpenssh, { options }),
  readsPrivate("JWK as text", JSON.stringify(jwk)),
  readsPrivate("as an object", jwk),
  readsPublic("SPKI as PEM", spki),
  readsPublic("as DER", spkiDer),
  readsPublic("as base64", bodyOf(spki)),
  readsPublic("PKCS#1 as PEM", publicPkcs1),
  readsPublic("as DER", der(publicPkcs1)),
  readsPublic("as base64", bodyOf(publicPkcs1)),
  readsPublic("OpenSSH's line", line),
  readsPublic("JWK as text", JSON.stringify(publicJwk)),
  readsPublic("as an object", publicJwk),
  readsPublic("X.509 certificate as PEM", certificate, certified),
  readsPublic("as DER", der(certificate), certified),
  readsPublic("as base64", bodyOf(certificate), certified),
];
