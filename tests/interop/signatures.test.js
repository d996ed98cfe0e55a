// Signatures of RSASSA-PSS, and signed messages, exchanged with other software in both directions.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { constants, sign, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as jose from "jose";
import { chromium } from "playwright-core";
import { fails } from "../support/assertions.js";
import { sealpost } from "../support/installed.js";
import { python } from "../support/python.js";
import { HASHES } from "./axes.js";

/** @import { Hash } from "../../js/index.js" */

/**
 * Parameters of RSASSA-PSS. For each combination a peer signs a message, and verifies sealpost's signature for that
 * message and for other data.
 *
 * @typedef {object} Cell
 * @property {Hash} hash
 * @property {number} salt The length of the salt in bytes.
 */

const { PrivateKey, SigningKey, seal, unseal } = sealpost;
const key = SigningKey.generate({ bits: 2048 });
const verifyingKey = key.verifyingKey();
const message = Buffer.from("grüße\n");
const other = Buffer.from("andere\n");
/** The lengths of the hashes in bytes. */
const LENGTHS = {
  "SHA-1": 20,
  "SHA-224": 28,
  "SHA-256": 32,
  "SHA-384": 48,
  "SHA-512": 64,
  "SHA-512/224": 28,
  "SHA-512/256": 32,
};
const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("base64");

/** Each hash with these salt lengths and with its own length. @type {(hashes: Hash[], salts?: number[]) => Cell[]} */
const cells = (hashes, salts = [0, 20]) =>
  hashes.flatMap((hash) => [...new Set([...salts, LENGTHS[hash]])].map((salt) => ({ hash, salt })));

/**
 * Asserts that sealpost accepts the peer's signature for `message`, and refuses it for `other`.
 *
 * @param {Cell} cell
 * @param {Uint8Array} signature
 */
function verifiesHere({ hash, salt }, signature) {
  const name = `${hash}, salt ${salt}`;
  assert.equal(verifyingKey.verify(message, signature, { hash, saltLength: salt }), true, name);
  assert.equal(verifyingKey.verify(other, signature, { hash, saltLength: salt }), false, name);
}

const folder = fileURLToPath(new URL("peers/signatures/", import.meta.url));

/**
 * Runs signatures.py with a list of requests, and returns the replies.
 *
 * @param {"python-3" | "python-4"} environment
 * @param {string} library
 * @param {object[]} requests
 * @returns {any[]}
 */
function ask(environment, library, requests) {
  const command = [join(folder, "signatures.py"), library];
  const { stdout, stderr } = spawnSync(python(environment), command, {
    input: JSON.stringify(requests),
    encoding: "utf8",
  });
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
}

for (const [environment, library] of /** @type {const} */ ([
  ["python-3", "pycryptodome"],
  ["python-4", "pycryptodome"],
  ["python-3", "cryptography"],
])) {
  test(`sealpost and ${library} (${environment}) verify each other's signatures`, () => {
    const all = cells(HASHES);
    const requests = all.flatMap(({ hash, salt }) => {
      const signature = base64(key.sign(message, { hash, saltLength: salt }));
      const ours = { action: "verify", key: verifyingKey.toPem(), hash, salt, signature };
      const sign = { action: "sign", key: key.toPem(), hash, salt, message: base64(message) };
      return [sign, { ...ours, message: base64(message) }, { ...ours, message: base64(other) }];
    });
    const replies = ask(environment, library, requests);
    all.forEach((cell, index) => {
      const [signed, valid, invalid] = replies.slice(3 * index);
      assert.ok(signed.result, `${cell.hash} ${cell.salt}: ${signed.error}`);
      verifiesHere(cell, Buffer.from(signed.result, "base64"));
      assert.deepEqual([valid.result, "error" in invalid], [true, true], `${cell.hash} ${cell.salt}`);
    });
  });
}

test("sealpost and OpenSSL verify each other's signatures", (t) => {
  const place = mkdtempSync(join(tmpdir(), "sealpost-pss-"));
  t.after(() => rmSync(place, { recursive: true }));
  const file = (/** @type {string} */ name) => join(place, name);
  // The message, other data, the signing key and the verifying key. The file "s" will be sealpost's signature.
  for (const [name, data] of /** @type {const} */ ([
    ["m", message],
    ["o", other],
    ["k", key.toPem()],
    ["p", verifyingKey.toPem()],
  ])) {
    writeFileSync(file(name), data);
  }
  for (const { hash, salt } of cells(HASHES)) {
    writeFileSync(file("s"), key.sign(message, { hash, saltLength: salt }));
    const digest = `-${hash.toLowerCase().replace("-", "").replace("/", "-")}`;
    const pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", `rsa_pss_saltlen:${salt}`];
    const dgst = (/** @type {string[]} */ ...rest) => spawnSync("openssl", ["dgst", digest, ...pss, ...rest]);
    assert.equal(dgst("-verify", file("p"), "-signature", file("s"), file("m")).status, 0, `${hash} ${salt}`);
    assert.equal(dgst("-verify", file("p"), "-signature", file("s"), file("o")).status, 1, `${hash} ${salt}`);
    verifiesHere({ hash, salt }, dgst("-sign", file("k"), file("m")).stdout);
  }
});

test("sealpost and node:crypto verify each other's signatures", () => {
  for (const { hash, salt: saltLength } of cells(HASHES)) {
    const digest = hash.toLowerCase().replace("-", "").replace("/", "-");
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
    verifiesHere({ hash, salt: saltLength }, sign(digest, message, { key: key.toPem(), ...pss }));
    const ours = key.sign(message, { hash, saltLength });
    const accepts = [message, other].map((data) => verify(digest, data, { key: verifyingKey.toPem(), ...pss }, ours));
    assert.deepEqual(accepts, [true, false], `${hash} ${saltLength}`);
  }
});

test("sealpost and Java verify each other's signatures", () => {
  const all = cells(HASHES);
  const [privateDer, publicDer] = [base64(key.toDer()), base64(verifyingKey.toDer())];
  const lines = all.flatMap(({ hash, salt }) => {
    const signature = base64(key.sign(message, { hash, saltLength: salt }));
    const verify = (/** @type {Buffer} */ data) => ["verify", hash, salt, publicDer, base64(data), signature].join("|");
    return [["sign", hash, salt, privateDer, base64(message)].join("|"), verify(message), verify(other)];
  });
  const { stdout, stderr } = spawnSync("java", [join(folder, "Signatures.java")], {
    input: `${lines.join("\n")}\n`,
    encoding: "utf8",
  });
  const replies = stdout.trim().split("\n");
  assert.equal(replies.length, lines.length, stderr);
  all.forEach((cell, index) => {
    const [signed = "", ...verified] = replies.slice(3 * index, 3 * index + 3);
    verifiesHere(cell, Buffer.from(signed, "base64"));
    assert.deepEqual(verified, ["true", "false"], `${cell.hash} ${cell.salt}`);
  });
});

/**
 * Signs `message` with WebCrypto, and verifies the signature `ours` of sealpost for `message` and for `other`. Bytes
 * are in base64. Chromium evaluates the text of this function in a page.
 *
 * @param {{
 *   hash: string, saltLength: number, pkcs8: string, spki: string, message: string, other: string, ours: string
 * }} cell
 */
async function inWebCrypto({ hash, saltLength, pkcs8, spki, message, other, ours }) {
  const bytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const [algorithm, pss] = [
    { name: "RSA-PSS", hash },
    { name: "RSA-PSS", saltLength },
  ];
  const signer = await crypto.subtle.importKey("pkcs8", bytes(pkcs8), algorithm, false, ["sign"]);
  const verifier = await crypto.subtle.importKey("spki", bytes(spki), algorithm, false, ["verify"]);
  const signature = new Uint8Array(await crypto.subtle.sign(pss, signer, bytes(message)));
  const valid = await crypto.subtle.verify(pss, verifier, bytes(ours), bytes(message));
  const invalid = await crypto.subtle.verify(pss, verifier, bytes(ours), bytes(other));
  return { signature: btoa(String.fromCharCode(...signature)), verified: [valid, invalid] };
}

for (const place of /** @type {const} */ (["Node", "Chromium"])) {
  test(`sealpost and WebCrypto in ${place} verify each other's signatures`, async (t) => {
    /** @type {(cell: Parameters<typeof inWebCrypto>[0]) => ReturnType<typeof inWebCrypto>} */
    let run = inWebCrypto;
    if (place === "Chromium") {
      const executablePath = process.env.SEALPOST_CHROMIUM ?? "/usr/bin/chromium";
      const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
      t.after(() => browser.close());
      const page = await browser.newPage();
      // A page has `crypto.subtle` only in a secure context, such as https. The route answers, so nothing is requested
      // from the network.
      await page.route("**", (route) => route.fulfill({ contentType: "text/html", body: "" }));
      await page.goto("https://peer.invalid/");
      run = (cell) => page.evaluate(inWebCrypto, cell);
    }
    for (const cell of cells(["SHA-1", "SHA-256", "SHA-384", "SHA-512"])) {
      const { hash, salt: saltLength } = cell;
      const keys = { pkcs8: base64(key.toDer()), spki: base64(verifyingKey.toDer()) };
      const ours = base64(key.sign(message, { hash, saltLength }));
      const asked = { hash, saltLength, ...keys, message: base64(message), other: base64(other), ours };
      const { signature, verified } = await run(asked);
      verifiesHere(cell, Buffer.from(signature, "base64"));
      assert.deepEqual(verified, [true, false], `${hash} ${saltLength}`);
    }
  });
}

const bob = PrivateKey.generate({ bits: 2048 });
const carol = PrivateKey.generate({ bits: 2048 });
const id = verifyingKey.thumbprint();
const [bobId, carolId] = [bob.publicKey().thumbprint(), carol.publicKey().thumbprint()];
const header = { alg: "PS256", typ: "sealpost+jwt", kid: id, jwk: verifyingKey.toJwk() };
const claims = { iss: id, aud: [bobId], iat: 1_800_000_000, jti: "0123", text: "Wir sehen uns um zwölf. 😀" };
const letter = seal(claims.text, bob.publicKey(), { from: key });

/** The token in `letter`, sealed for Carol by its reader Bob. */
async function forwarded() {
  const { plaintext } = await jose.compactDecrypt(letter, await jose.importPKCS8(bob.toPem(), "RSA-OAEP-256"));
  const recipient = await jose.importSPKI(carol.publicKey().toPem(), "RSA-OAEP-256");
  const protectedHeader = { alg: "RSA-OAEP-256", enc: "A256GCM", cty: "JWT", kid: carolId };
  return new jose.CompactEncrypt(plaintext).setProtectedHeader(protectedHeader).encrypt(recipient);
}

/**
 * Asserts that sealpost opens a message that a peer sealed, and finds the sender's signature.
 *
 * @param {string} sealed
 */
async function opensHere(sealed) {
  const { sender, ...opened } = unseal(sealed, bob, { from: verifyingKey });
  assert.equal(new TextDecoder().decode(opened.plaintext), claims.text);
  assert.deepEqual([sender?.id, sender?.audience, sender?.messageId], [id, [bobId], "0123"]);
  assert.equal(sender?.signedAt.getTime(), claims.iat * 1000);
  await fails("signature-invalid", () => unseal(sealed, bob, { from: carolId }));
}

/** The errors with which the libraries refuse a token for another audience. */
const OTHER_AUDIENCE = {
  jwcrypto: "JWTInvalidClaimValue",
  pyjwt: "InvalidAudienceError",
  joserfc: "InvalidClaimError",
};

for (const [library, otherAudience] of Object.entries(OTHER_AUDIENCE)) {
  test(`sealpost and ${library} open each other's signed messages, and ${library} refuses forwarded ones`, async () => {
    const sender = verifyingKey.toPem();
    const open = (/** @type {string} */ sealed, /** @type {string} */ pem, /** @type {string} */ audience) => {
      return { action: "open", sealed, key: pem, sender, audience };
    };
    const passed = await forwarded();
    const [named, theirs, refused, control, ...unnamed] = ask("python-3", library, [
      open(letter, bob.toPem(), bobId),
      { action: "seal", claims, header, key: bob.publicKey().toPem(), signer: key.toPem() },
      open(passed, carol.toPem(), carolId),
      open(passed, carol.toPem(), bobId),
      open(letter, bob.toPem(), ""),
      open(passed, carol.toPem(), ""),
    ]);
    assert.deepEqual(
      [named.result?.text, named.result?.iss, named.result?.aud],
      [claims.text, id, [bobId]],
      named.error,
    );
    assert.ok(theirs.result, theirs.error);
    await opensHere(theirs.result);
    assert.deepEqual(refused, { error: otherAudience });
    // Nothing but the audience is wrong with the forwarded message.
    assert.equal(control.result?.text, claims.text, control.error);
    // If the caller names no audience, PyJWT refuses each token that has one. The others check only the signature, and
    // open the forwarded message too.
    for (const { result, error } of unnamed) {
      if (library === "pyjwt") assert.equal(error, otherAudience);
      else assert.equal(result?.text, claims.text, error);
    }
  });
}

test("sealpost and jose open each other's signed messages, and jose refuses a forwarded one", async () => {
  const sender = await jose.importSPKI(verifyingKey.toPem(), "PS256");
  const open = async (/** @type {string} */ sealed, /** @type {string} */ pem, /** @type {object} */ options) => {
    const { plaintext, protectedHeader } = await jose.compactDecrypt(
      sealed,
      await jose.importPKCS8(pem, "RSA-OAEP-256"),
    );
    assert.equal(protectedHeader.cty, "JWT");
    return (await jose.jwtVerify(plaintext, sender, { typ: "sealpost+jwt", issuer: id, ...options })).payload;
  };
  const passed = await forwarded();
  assert.equal((await open(letter, bob.toPem(), { audience: bobId }))["text"], claims.text);
  await assert.rejects(open(passed, carol.toPem(), { audience: carolId }), { claim: "aud", reason: "check_failed" });
  // Nothing but the audience is wrong with the forwarded message. A caller who names no audience reads the message.
  for (const options of [{ audience: bobId }, {}]) {
    assert.equal((await open(passed, carol.toPem(), options))["text"], claims.text);
  }
  assert.equal((await open(letter, bob.toPem(), {}))["text"], claims.text);
  await fails("signature-invalid", () => unseal(passed, carol));
  const signer = await jose.importPKCS8(key.toPem(), "PS256");
  const token = await new jose.SignJWT(claims).setProtectedHeader(header).sign(signer);
  const recipient = await jose.importSPKI(bob.publicKey().toPem(), "RSA-OAEP-256");
  const jwe = new jose.CompactEncrypt(Buffer.from(token)).setProtectedHeader({
    alg: "RSA-OAEP-256",
    enc: "A256GCM",
    cty: "JWT",
  });
  await opensHere(await jwe.encrypt(recipient));
});
