// Kind L: certificates. Of a chain, the key of the first certificate is read. Certificates of different keys that are
// no chain are an error: they are two keys where one is asked for.
import { generateKeyPairSync } from "node:crypto";
import { forms, names, readsPublic } from "../support.js";
import { file, openssl } from "../tools.js";
import { publicForms } from "./files.js";

const { pkcs8, spki } = forms;
const json = JSON.stringify;
/** A new private key in PEM. @param {"rsa" | "ec"} kind */
const fresh = (kind = "rsa") =>
  String(
    (kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" })
    ).privateKey.export({ type: "pkcs8", format: "pem" }),
  );
/** @typedef {{ key: string, pem: string }} Holder */
/** A certificate for a key, signed by an issuer or by itself. @type {(name: string, key: string, issuer?: Holder) => Holder} */
function certify(name, key, issuer) {
  const by = issuer ? ["-CA", file(issuer.pem), "-CAkey", file(issuer.key)] : [];
  return {
    key,
    pem: String(openssl("req", "-x509", "-key", file(key), "-subj", `/CN=${name}`, "-days", "2", ...by)()),
  };
}
const root = certify("root", fresh());
const between = certify("between", fresh(), root);
const ellipticRoot = certify("elliptic root", fresh("ec"));
const leaf = certify("alice", pkcs8, between).pem;
const underRoot = certify("alice", pkcs8, root).pem;
const underElliptic = certify("alice", pkcs8, ellipticRoot).pem;
const own = certify("alice", pkcs8).pem;
const renewed = certify("alice", pkcs8).pem;
const other = certify("bob", fresh()).pem;
const otherOfName = certify("alice", fresh()).pem;
const elliptic = certify("eve", fresh("ec"), root).pem;
const ellipticKey = String(
  generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" }),
);

/** The base64 of PEM in one line. */
const flat = (/** @type {string} */ pem) => pem.replace(/-----.*?-----|\s/g, "");
const escaped = (/** @type {string} */ pem) => pem.replaceAll("\n", "\\n");
const saml = (/** @type {string[]} */ ...pems) =>
  `<EntityDescriptor>${pems
    .map(
      (pem, at) =>
        `<KeyDescriptor use="${at ? "encryption" : "signing"}"><X509Certificate>${flat(pem)}</X509Certificate></KeyDescriptor>`,
    )
    .join("")}</EntityDescriptor>`;
const more = [/more than one/];
/**
 * A case with two keys, which is an error.
 *
 * @type {(name: string, input: string, says?: RegExp[]) => import("../support.js").Pasted}
 */
const two = (name, input, says = []) => names(name, input, "malformed-key", [...more, ...says], { kind: "public-key" });
/** A case that is read as a certificate. @type {(name: string, input: string) => import("../support.js").Pasted} */
const chain = (name, input) => readsPublic(name, input, { kind: "certificate" });

/** @type {import("../support.js").Kind} */
export const certificates = {
  kind: "L",
  title: "certificates: chains, and several keys",
  reported: [
    two("metadata of SAML with two certificates", saml(other, own)),
    two("certificates in two members of JSON", json({ signing: other, encryption: own }), [/signing/, /encryption/]),
    two("certificates by their kid, as Google has them", json({ "5962e7a0": other, "c34b": own }), [/5962e7a0/]),
    two(".env with two certificates", `SIGNING_CERT="${escaped(other)}"\nENCRYPTION_CERT="${escaped(own)}"\n`),
    two("keys that have their certificates alone", json({ keys: [{ x5c: [flat(other)] }, { x5c: [flat(own)] }] })),
    chain("a certificate and its issuer", underRoot + root.pem),
  ],
  further: [
    chain("a chain of three", leaf + between.pem + root.pem),
    chain("a chain of three in one line", escaped(leaf + between.pem + root.pem)),
    chain("a chain in an array of base64", json({ x5c: [leaf, between.pem, root.pem].map(flat) })),
    chain("a chain in an array of PEM", json({ ca_chain: [leaf, between.pem] })),
    chain(
      "a chain as openssl s_client prints it",
      `---\nCertificate chain\n 0 s:CN = alice\n   i:CN = between\n${leaf} 1 s:CN = between\n   i:CN = root\n${between.pem}---\n`,
    ),
    chain("a chain under a root with another algorithm", underElliptic + ellipticRoot.pem),
    chain("a certificate twice", own + own),
    chain("a certificate twice in metadata of SAML", saml(own, own)),
    chain("two certificates of one key", own + renewed),
    chain("two certificates of one key in metadata of SAML", saml(leaf, own)),
    readsPublic("a certificate and its key", own + spki, { kind: "certificate" }),
    two("metadata of SAML, encryption first", saml(own, other)),
    two("metadata of SAML with a certificate and its issuer", saml(underRoot, root.pem)),
    two("base64 in two members of JSON", json({ a: flat(other), b: flat(own) }), [/\ba\b/, /\bb\b/]),
    two("YAML with two certificates", `signing: |\n${other}encryption: |\n${own}`),
    two("a chain from its root", root.pem + underRoot),
    two("a chain that lacks the second certificate", leaf + root.pem),
    two("two certificates in one text", own + other),
    two("two certificates of one name, as after a change of keys", own + otherOfName),
    two("two arrays with a certificate each", json([{ x5c: [flat(underRoot)] }, { x5c: [flat(root.pem)] }])),
    two("a certificate and the key of another", own + String(ellipticKey) + other),
    readsPublic("a key with another algorithm before the key", ellipticKey + spki),
    readsPublic("a key with another algorithm in JSON", json({ signing: ellipticKey, encryption: spki })),
    names("a key with another algorithm and its issuer's key", elliptic + root.pem, "unsupported-key", [
      /not an RSA key/,
    ]),
    names(
      "PKCS#12 with certificates alone, given as private",
      publicForms.certificates,
      "unsupported-key",
      [/PKCS#12/],
      {
        as: "private",
      },
    ),
    two("certificates with two algorithms", json({ signing: elliptic, encryption: own })),
  ],
};
