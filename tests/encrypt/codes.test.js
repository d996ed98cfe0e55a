// Compares the reading of public keys by sealpost/encrypt and by the main entry. What sealpost/encrypt reads, the main
// entry reads as the same key, except JSON that only `JSON.parse` accepts. What the main entry refuses as a private key,
// sealpost/encrypt refuses as one too. Both read every form in which servers send keys, and both have the same error
// for a weak key.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { mutant } from "../differential/keys/mutations.js";
import { makeSeeds } from "../differential/keys/seeds.js";
import { importEncrypt, sealpost } from "../support/installed.js";
import { files, of16k } from "../support/keys/hostile-files.js";
import { spki } from "../support/keys/der.js";
import { Random } from "../support/random.js";
import { armour } from "../pasted/kinds/text/armour.js";
import { certificates } from "../pasted/kinds/certificates.js";
import { enclosed } from "../pasted/kinds/text/enclosed.js";
import { escapes } from "../pasted/kinds/text/escapes.js";
import { encodings, foreign } from "../pasted/kinds/files.js";
import { jwkDetails, nullMembers } from "../pasted/kinds/jwk.js";
import { falseFriends, leaked } from "../pasted/kinds/leaked.js";
import { sshForms } from "../pasted/kinds/openssh.js";
import { bordered, misread, printed } from "../pasted/kinds/text/printed.js";
import { protections } from "../pasted/kinds/outdated.js";
import { plain } from "../pasted/kinds/plain.js";
import { forms } from "../pasted/support.js";
import { file, openssl } from "../pasted/tools.js";

const encrypt = await importEncrypt();
/** The main entry, and the small one: sealpost/encrypt. */
const ENTRIES = [sealpost, encrypt];

/**
 * The result of reading an input as a public key with one entry: the key's DER in hexadecimal digits, or the code and
 * the text of the error.
 *
 * @param {typeof sealpost | typeof encrypt} entry
 * @param {any} input
 * @param {any} [options]
 */
function outcome({ PublicKey, isSealpostError }, input, options) {
  try {
    const key = PublicKey.parse(input, options);
    const der = Buffer.from(key.toDer()).toString("hex");
    key.free();
    return der;
  } catch (error) {
    assert.ok(isSealpostError(error), String(error));
    assert.ok(error.message.length > 20, `${error.code}: ${error.message}`);
    return `${error.code}: ${error.message}`;
  }
}

/**
 * Public texts that sealpost/encrypt may refuse as private keys: prose about private keys, and JSON with a member that
 * has the name of a private number.
 */
const NEARLY_PRIVATE = /private.{0,6}key|"(?:d|p|q|dp|dq|qi|oth|k)"\s*:/i;
/**
 * The main entry's error for JSON that its reader refuses. sealpost/encrypt may read such JSON: it uses `JSON.parse`,
 * which has no limits on depth, members and values, and allows half of a surrogate pair. It refuses names that come
 * twice.
 */
const LOOSE_JSON = /^malformed-key: .*its JSON is damaged, or a name in it comes twice$/;

/**
 * Asserts of the outcomes of both entries: what the main entry calls a private key, sealpost/encrypt does too; what
 * sealpost/encrypt reads, or calls weak, has the same outcome in the main entry; and sealpost/encrypt refuses
 * everything else with an error that fits. Returns the outcome of sealpost/encrypt.
 *
 * @param {string} name
 * @param {any} input
 * @param {any} [options]
 */
function fit(name, input, options) {
  const [main = "", small = ""] = ENTRIES.map((entry) => outcome(entry, input, options));
  const [isReadByMain, isReadBySmall] = [main, small].map((text) => /^[0-9a-f]+$/.test(text));
  if (main.startsWith("private-key-given")) assert.equal(small, main, name);
  else if (small.startsWith("private-key-given")) assert.ok(!isReadByMain || NEARLY_PRIVATE.test(textOf(input)), name);
  else if (!LOOSE_JSON.test(main) && (isReadBySmall || small.startsWith("weak-key"))) assert.equal(small, main, name);
  else if (!isReadBySmall) assert.match(small, /^(?:unsupported-key|malformed-key|weak-key|invalid-argument): /, name);
  return small;
}

/** An input as text. @param {any} input */
const textOf = (input) =>
  typeof input === "object" && !ArrayBuffer.isView(input)
    ? JSON.stringify(input)
    : Buffer.from(input).toString("latin1");

/**
 * Asserts that both entries have the same outcome. Returns it.
 *
 * @param {string} name
 * @param {any} input
 * @param {any} [options]
 */
function agree(name, input, options) {
  const [main, small] = ENTRIES.map((entry) => outcome(entry, input, options));
  assert.equal(small, main, name);
  return small ?? "";
}

/** Asserts that among the outcomes are keys, and errors of several codes. @param {string[]} outcomes */
function varied(outcomes) {
  const codes = new Set(outcomes.filter((outcome) => outcome.includes(":")).map((outcome) => outcome.split(":")[0]));
  assert.ok(codes.size >= 3, [...codes].join());
  // The DER of a key has more than 500 hexadecimal digits.
  assert.ok(outcomes.some((outcome) => outcome.length > 500));
}

/** The forms in which servers send a public key, each with its name. @param {Uint8Array} der The key as SPKI. */
function servedForms(der) {
  const key = createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });
  const pkcs1 = key.export({ format: "der", type: "pkcs1" });
  const jwk = key.export({ format: "jwk" });
  const pem = String(key.export({ format: "pem", type: "spki" }));
  const other = { ...jwk, n: `${jwk.n?.slice(0, -2)}AB`, kid: "other" };
  return Object.entries({
    "DER": der,
    "PKCS#1": pkcs1,
    "PEM": pem,
    "PEM of PKCS#1": String(key.export({ format: "pem", type: "pkcs1" })),
    "PEM with CRLF and a byte order mark": `\ufeff${pem.replaceAll("\n", "\r\n")}`,
    "PEM in bytes": Buffer.from(pem),
    "base64": Buffer.from(der).toString("base64"),
    "base64url": Buffer.from(der).toString("base64url"),
    "base64 in lines": pem.replace(/-.*\n/g, ""),
    "JWK": jwk,
    "JWK in text": ` ${JSON.stringify({ ...jwk, use: "enc", alg: "RSA-OAEP-256", key_ops: ["encrypt"], kid: "é" })}\n`,
    "JWK with a modulus in base64": { ...jwk, n: Buffer.from(jwk.n ?? "", "base64url").toString("base64") },
    "JWK Set of one": JSON.stringify({ keys: [jwk] }),
    "JWK Set with one that fits": {
      keys: [
        { ...other, use: "sig" },
        { kty: "EC", crv: "P-256", x: "AA", y: "AA" },
        { ...jwk, use: "enc" },
      ],
    },
  });
}

/** JSON texts of a JWK with one member missing, added, or of another value, and of JWK Sets. @param {any} jwk */
function damagedJwks({ kty, n, e }) {
  const text = (/** @type {any} */ members) => JSON.stringify({ kty, n, e, ...members });
  return [
    ...[null, "", 5, "!", "AQA=B", "+-", "00".repeat(128), "AQAC"].flatMap((value) => [
      text({ n: value }),
      text({ e: value }),
    ]),
    ...[null, "enc", "sig", "", 5].map((use) => text({ use })),
    ...[null, [], ["sign"], ["wrapKey"], "encrypt", [5]].map((ops) => text({ key_ops: ops })),
    ...[null, "RSA-OAEP", "RSA-OAEP-384", "PS256", "RSA-OAEP-2560", "", 5].map((alg) => text({ alg })),
    ...[undefined, "EC", "oct", 5].map((other) => text({ kty: other })),
    ...["d", "p", "q", "dp", "dq", "qi"].map((name) => text({ [name]: n })),
    JSON.stringify({ kty: "oct", k: n }),
    text({ n: undefined, x5c: ["MII"] }),
    JSON.stringify({ keys: [{ kty, n, e, d: n }] }),
    JSON.stringify({
      keys: [
        { kty, n, e },
        { kty, n: n.replace(/^./, "x"), e },
      ],
    }),
    JSON.stringify({ keys: [{ kty, n, e, use: "sig" }] }),
    JSON.stringify({ keys: [] }),
  ];
}

test("the forms in which servers send keys are read, and a kid chooses a key of a JWK Set", () => {
  for (const bits of [2048, 3072]) {
    const der = sealpost.PrivateKey.generate({ bits }).publicKey().toDer();
    const expected = Buffer.from(der).toString("hex");
    for (const [name, input] of servedForms(der)) assert.equal(agree(name, input), expected, name);
    const jwk = sealpost.PublicKey.parse(der).toJwk();
    const other = sealpost.PrivateKey.generate({ bits: 2048 }).publicKey().toJwk();
    const set = {
      keys: [
        { ...other, kid: "a" },
        { ...jwk, kid: "b" },
        { kty: "EC", kid: "c" },
      ],
    };
    assert.equal(agree("kid", set, { kid: "b" }), expected);
    for (const kid of ["c", "d", ""]) agree(kid, set, { kid });
    assert.match(agree("two", set), /option kid/);
    assert.match(agree("kid of PEM", Buffer.from(der), { kid: "a" }), /has this kid/);
    for (const text of damagedJwks(jwk)) fit(text, text);
  }
});

test("weak keys and keys for something else have the errors of the main entry", () => {
  for (const length of [1024, 2040, 16384]) {
    const n = Buffer.alloc(length / 8, 0xd3);
    for (const e of ["AQAB", "AQ", "Ag", "AQAAAAAAAAAB"])
      agree(`${length} ${e}`, { kty: "RSA", n: n.toString("base64url"), e });
  }
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
  for (const { publicKey, privateKey } of [ec, pss]) {
    assert.match(agree("PEM", publicKey.export({ format: "pem", type: "spki" })), /^unsupported-key/);
    assert.match(agree("private", privateKey.export({ format: "pem", type: "pkcs8" })), /^private-key-given/);
  }
  assert.match(agree("JWK", ec.publicKey.export({ format: "jwk" })), /^unsupported-key.*kty/);
});

test("a certificate is read alike by both entries, and of a chain the first one", () => {
  const [key, other] = [forms.pkcs8, sealpost.PrivateKey.generate({ bits: 2048 }).toPem()].map((pem) => file(pem));
  const certify = (/** @type {string[]} */ ...args) => String(openssl("req", "-x509", "-new", "-subj", ...args)());
  const issuer = certify("/CN=issuer", "-key", other ?? "");
  const leaf = certify("/CN=server", "-key", key ?? "", "-CA", file(issuer), "-CAkey", other ?? "");
  const own = certify("/CN=server", "-key", key ?? "");
  const alone = agree("certificate", leaf);
  assert.equal(agree("chain", `${leaf}${issuer}`), alone);
  assert.match(fit("two certificates", `${own}${issuer}`), /^malformed-key/);
  assert.match(fit("a chain from its end", `${issuer}${leaf}`), /^malformed-key/);
  assert.equal(agree("DER", Buffer.from(leaf.replace(/-.*|\s/g, ""), "base64")), alone);
  assert.match(fit("with its key", `${leaf}${forms.pkcs8}`), /^private-key-given/);
  assert.match(fit("two keys", `${forms.spki}${leaf}`), /^malformed-key/);
});

test("what people paste is read alike or refused, and a private key is always called one", () => {
  const kinds = [armour, enclosed, escapes, encodings, foreign, jwkDetails, nullMembers, leaked, sshForms, protections];
  kinds.push(printed, misread, bordered, certificates);
  const cases = [...kinds.flatMap(({ reported, further }) => [...reported, ...further]), ...falseFriends, ...plain];
  assert.ok(cases.length > 150, `${cases.length} cases`);
  varied(cases.map(({ name, input, options: { kid } = {} }) => fit(name, input, kid && { kid })));
});

test("hostile key files are read alike or refused", () => {
  for (const [name, , file] of files) fit(name, file);
  agree("16,384 bits", spki(of16k));
});

test("mutants of keys and truncated keys are read alike or refused", () => {
  const random = new Random(7);
  const seeds = makeSeeds();
  varied(Array.from({ length: 3000 }, () => mutant(random, seeds)).map(({ name, input }) => fit(name, input)));
  const key = sealpost.PrivateKey.generate({ bits: 2048 }).publicKey();
  for (const whole of [
    key.toDer(),
    Buffer.from(key.toPem({ format: "pkcs1" })),
    Buffer.from(key.toPem({ format: "openssh" })),
  ]) {
    for (let length = 0; length < whole.length; length += 3) fit(`${length} bytes`, whole.subarray(0, length));
  }
});
