// Kind E: a key inside JSON, base64 or other text.
import { generateKeyPairSync } from "node:crypto";
import { bodyOf, forms, key, leaks, line, names, readsPrivate, readsPublic } from "../../support.js";
import { file, openssl } from "../../tools.js";

const { spki, pkcs8, jwk, publicJwk } = forms;
const json = JSON.stringify;
const base64 = (/** @type {string} */ text) => Buffer.from(text).toString("base64");
const base64url = (/** @type {string} */ text) => Buffer.from(text).toString("base64url");
const { privateKey: otherPrivate, publicKey: other } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherSpki = String(other.export({ type: "spki", format: "pem" }));
const otherJwk = other.export({ format: "jwk" });
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const certificate = String(openssl("req", "-x509", "-key", file(pkcs8), "-subj", "/CN=alice", "-days", "2")());
const account = {
  type: "service_account",
  project_id: "post",
  private_key_id: key.publicKey().thumbprint().slice(0, 40),
  private_key: pkcs8,
  client_email: "post@example.iam.gserviceaccount.com",
  client_x509_cert_url: "https://www.example.org/x509/post",
};
/**
 * A JWK Set of another key with the members `others`, and of the key with the members `own`.
 *
 * @param {object} others
 * @param {object} own
 */
const twoKeys = (others, own) =>
  json({
    keys: [
      { ...otherJwk, ...others },
      { ...publicJwk, ...own },
    ],
  });
/** What the error's text says if there are two keys where one is wanted. */
const two = [/two|more than one/i];

/** @type {import("../../support.js").Kind} */
export const enclosed = {
  kind: "E",
  title: "a key inside JSON or text",
  reported: [
    readsPublic("an API's answer with PEM in a member", json({ status: "ok", public_key: spki }), {
      unwrapped: ["json-member"],
    }),
    readsPrivate("a service account's whole file", json(account, null, 2), { unwrapped: ["json-member"] }),
    readsPrivate("a JWK in base64", base64(json(jwk)), { unwrapped: ["base64"] }),
    readsPublic("a line of OpenSSH in base64", base64(line), { unwrapped: ["base64"] }),
    readsPublic("did:jwk", `did:jwk:${base64url(json(publicJwk))}`, { unwrapped: ["text", "base64"] }),
    readsPublic("words before a JWK", `Here is my key: ${json(publicJwk)}`, { unwrapped: ["text"] }),
    readsPublic("a JWK in a JSON string", json(json(publicJwk)), { unwrapped: ["json-escape"] }),
    readsPublic("a JWK Set with one key", json({ keys: [publicJwk] }), { unwrapped: ["jwk-set"] }),
    readsPublic("a JWK Set with one key for encryption", twoKeys({ use: "sig" }, { use: "enc" }), {
      unwrapped: ["jwk-set"],
    }),
    readsPublic("a data: URL", `data:application/x-pem-file;base64,${base64(spki)}`, { unwrapped: ["text", "base64"] }),
    readsPublic("PEM in source of Python", `KEY = """${spki}"""\n`),
    readsPublic("PEM in YAML", `apiVersion: v1\ndata:\n  key: |\n${spki.replace(/^(?=.)/gm, "    ")}`),
    readsPublic("PEM in .env", `KEY="${spki.replaceAll("\n", "\\n")}"\nPORT=80\n`),
  ],
  further: [
    readsPublic("PEM four members deep", json({ data: [{ attributes: { keys: { rsa: { pem: spki } } } }] }), {
      unwrapped: ["json-member"],
    }),
    readsPublic("PEM as lines in an array", json({ key: spki.trimEnd().split("\n") }), {
      want: "read or named",
      codes: ["malformed-key"],
      says: [/JSON/],
    }),
    readsPublic("bare base64 in a member", json({ id: 7, publicKey: bodyOf(spki) }), { unwrapped: ["json-member"] }),
    readsPublic("a line of OpenSSH in a member, as code hosts answer", json([{ id: 1, key: line, title: "laptop" }]), {
      unwrapped: ["json-member"],
    }),
    readsPublic("a JWK in a member", json({ kid: "a", jwk: publicJwk }), { unwrapped: ["json-member"] }),
    readsPublic("a JWK as text in a member", json({ jwk: json(publicJwk) }), { unwrapped: ["json-member"] }),
    readsPublic("JSON in base64 with PEM in a member", base64(json({ publicKey: spki })), {
      unwrapped: ["base64", "json-member"],
    }),
    readsPublic("PEM in base64 twice", base64(base64(spki)), { unwrapped: ["base64", "base64"] }),
    readsPublic("PEM in base64url without padding", base64url(spki), { unwrapped: ["base64"] }),
    readsPublic("a block of Markdown", `My key:\n\n\`\`\`json\n${json(publicJwk, null, 2)}\n\`\`\`\n\nAlice`, {
      unwrapped: ["text"],
    }),
    readsPublic("a JWK assigned in JavaScript", `export const key = ${json(publicJwk)};`, { unwrapped: ["text"] }),
    readsPublic("words after a JWK", `${json(publicJwk)}\n-- \nAlice`, { unwrapped: ["text"] }),
    readsPublic("a JWK in quotes of a shell", `'${json(publicJwk)}'`, { unwrapped: ["text"] }),
    readsPublic("a JWK Set beside a key of another kind", json({ keys: [elliptic, publicJwk] }), {
      unwrapped: ["jwk-set"],
    }),
    readsPublic("a JWK Set as an object", { keys: [publicJwk] }),
    readsPublic("a JWK Set with two keys, one chosen by kid", twoKeys({ kid: "a" }, { kid: "b" }), {
      options: { kid: "b" },
    }),
    readsPrivate("a private JWK Set with one key", json({ keys: [jwk] }), { unwrapped: ["jwk-set"] }),
    readsPrivate("a secret of Kubernetes", `data:\n  tls.key: ${base64(pkcs8)}\ntype: Opaque\n`, {
      unwrapped: ["text", "base64"],
    }),
    readsPrivate("a private key beside its certificate", `${certificate}${pkcs8}`),
    readsPrivate("a private and a public key in one JSON object", json({ publicKey: spki, privateKey: pkcs8 }), {
      unwrapped: ["json-member"],
    }),
    readsPrivate("a private JWK in a member", json({ encryption: jwk }), { unwrapped: ["json-member"] }),
    leaks("a service account's whole file", json(account)),
    leaks("a public and a private key in one JSON object", json({ publicKey: spki, privateKey: pkcs8 })),
    leaks("a certificate and its private key", `${certificate}${pkcs8}`),
    leaks("a JWK Set with a public and a private key", json({ keys: [otherJwk, jwk] })),
    names("two public keys in one JSON object", json({ a: spki, b: otherSpki }), "malformed-key", [
      ...two,
      /\ba\b/,
      /\bb\b/,
    ]),
    names("a JWK Set with two keys", json({ keys: [otherJwk, publicJwk] }), "malformed-key", [...two, /kid/]),
    names("a JWK and PEM of two keys in one text", `${json(otherJwk)}\n${spki}`, "malformed-key", [
      ...two,
      /JWK/,
      /PEM/,
    ]),
    names(
      "two private keys in one JSON object",
      json({ a: pkcs8, b: otherPrivate.export({ type: "pkcs8", format: "pem" }) }),
      "malformed-key",
      two,
      { as: "private" },
    ),
    names("a JWK Set without a fitting key", json({ keys: [elliptic] }), "unsupported-key", [/JWK Set|set/i]),
    names(
      "a JWK Set whose kid is another",
      json({ keys: [publicJwk] }),
      ["malformed-key", "unsupported-key"],
      [/kid/],
      { options: { kid: "nobody" } },
    ),
  ],
};
