// Every form in which a key comes, each from another program that writes it, and every form we write, read by another.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import * as jose from "jose";
import { fails, sealpost } from "./installed.js";

/** @import { Inspected, RsaJwk } from "../../js/index.js" */

const { PrivateKey, PublicKey, inspect } = sealpost;
const folder = mkdtempSync(join(tmpdir(), "sealpost-"));
after(() => rmSync(folder, { recursive: true }));

const passphrase = "correct hörse";
const key = PrivateKey.generate({ bits: 2048 });
const half = key.publicKey();

/** @type {(args: string[], input?: string | Uint8Array) => Buffer} */
const openssl = (args, input) =>
  execFileSync("openssl", args, { input, env: { ...process.env, PASS: passphrase }, stdio: ["pipe", "pipe", "pipe"] });

/** @type {(name: string, content: string | Uint8Array) => string} */
function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/** That a protected key opens with its passphrase, in text and in bytes, and not otherwise. @param {string | Uint8Array} input */
async function opens(input) {
  assert.equal(PrivateKey.parse(input, { passphrase }).toPem(), key.toPem());
  await fails("passphrase-required", () => PrivateKey.parse(input));
  await fails("wrong-passphrase", () => PrivateKey.parse(input, { passphrase: "hunter2" }), "hunter2");
  await fails("private-key-given", () => PublicKey.parse(input));
  const inspected = inspect(input);
  assert.ok(inspected.kind === "private-key" && inspected.protection && !inspected.refused);
  return inspected;
}

describe("OpenSSL's protected keys", () => {
  for (const options of [
    ["-v2", "aes-128-cbc"],
    ["-v2", "aes-192-cbc"],
    ["-v2", "aes-256-cbc"],
    ["-v2", "des3"],
    ...["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"].map((hash) => ["-v2", "aes256", "-v2prf", `hmacWith${hash}`]),
    ["-scrypt"],
    ["-scrypt", "-scrypt_N", "1024", "-scrypt_r", "1", "-scrypt_p", "16"],
  ]) {
    test(`PKCS#8, ${options.join(" ")}`, async () => {
      const text = openssl(["pkcs8", "-topk8", "-passout", "env:PASS", ...options], key.toPem());
      assert.equal((await opens(text.toString())).form, "pkcs8");
      const der = openssl(["pkcs8", "-topk8", "-passout", "env:PASS", "-outform", "DER", ...options], key.toPem());
      assert.equal((await opens(der)).encoding, "der");
      assert.equal((await opens(der.toString("base64"))).encoding, "base64");
    });
  }
  for (const cipher of ["-aes128", "-aes192", "-aes256", "-des3"]) {
    test(`legacy PEM, ${cipher}`, async () => {
      const text = openssl(["rsa", "-traditional", "-passout", "env:PASS", cipher], key.toPem()).toString();
      assert.match(text, /DEK-Info/);
      assert.equal((await opens(text)).protection?.derivation, "MD5");
      for (const state of [text.replaceAll("\n", "\r\n"), text.replaceAll("\n", " "), text.replaceAll("\n", "")]) {
        await opens(state);
      }
    });
  }
  test("legacy PEM with a cipher that is not read, and PBES1", async () => {
    const aria = openssl(["rsa", "-traditional", "-passout", "env:PASS", "-aria128"], key.toPem());
    await fails("unsupported-key", () => PrivateKey.parse(aria, { passphrase }));
    const pbes1 = openssl(["pkcs8", "-topk8", "-passout", "env:PASS", "-v1", "PBE-SHA1-3DES"], key.toPem());
    await fails("unsupported-key", () => PrivateKey.parse(pbes1, { passphrase }));
    const pkcs12 = openssl([
      "req",
      "-x509",
      "-key",
      file("k.pem", key.toPem()),
      "-subj",
      "/CN=x",
      "-out",
      join(folder, "c.pem"),
    ]);
    assert.equal(pkcs12.length, 0);
    const bag = openssl([
      "pkcs12",
      "-export",
      "-inkey",
      join(folder, "k.pem"),
      "-in",
      join(folder, "c.pem"),
      "-passout",
      "env:PASS",
    ]);
    await fails("unsupported-key", () => PrivateKey.parse(bag, { passphrase }));
  });
});

test("our protected keys are opened by OpenSSL and Node", () => {
  for (const secret of [passphrase, new TextEncoder().encode(passphrase)]) {
    const text = key.toPem({ passphrase: secret });
    assert.match(text, /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    assert.equal(openssl(["pkey", "-passin", "env:PASS"], text).toString(), key.toPem());
    assert.equal(createPrivateKey({ key: text, passphrase }).export({ type: "pkcs8", format: "pem" }), key.toPem());
  }
  const der = key.toDer({ passphrase });
  const parameters = openssl(["asn1parse", "-inform", "DER"], der).toString();
  for (const part of ["PBES2", "PBKDF2", ":0927C0", "hmacWithSHA256", "aes-256-cbc"])
    assert.ok(parameters.includes(part), part);
  assert.equal(PrivateKey.parse(der, { passphrase }).toPem(), key.toPem());
});

test("a passphrase: empty, of the wrong type, in the wrong place, wiped", async () => {
  const text = key.toPem({ passphrase });
  for (const wrong of /** @type {any[]} */ ([5, null, {}, ["x"], new Uint16Array(4)])) {
    await fails("invalid-argument", () => PrivateKey.parse(text, { passphrase: wrong }));
    await fails("invalid-argument", () => key.toPem({ passphrase: wrong }));
  }
  await fails("invalid-argument", () => key.toPem({ passphrase: "" }));
  await fails("invalid-argument", () => key.toDer({ passphrase: new Uint8Array() }));
  await fails("invalid-argument", () => key.toPem(/** @type {any} */ ({ format: "pkcs1", passphrase })));
  await fails("invalid-argument", () => half.toPem(/** @type {any} */ ({ passphrase })));
  assert.equal(PrivateKey.parse(key.toPem(), { passphrase }).toPem(), key.toPem(), "a key in clear needs none");
  const bytes = new TextEncoder().encode(passphrase);
  PrivateKey.parse(text, { passphrase: bytes });
  assert.deepEqual(bytes, new TextEncoder().encode(passphrase), "the caller's bytes are the caller's to wipe");
});

describe("ssh-keygen", () => {
  const keygen = (/** @type {string[]} */ ...args) => execFileSync("ssh-keygen", args, { encoding: "utf8" });

  test("private files, in clear and protected", async () => {
    const path = file("id", key.toPem({ format: "pkcs1" }));
    keygen("-p", "-f", path, "-P", "", "-N", "");
    const clear = readFileSync(path, "utf8");
    assert.match(clear, /BEGIN OPENSSH PRIVATE KEY/);
    assert.equal(PrivateKey.parse(clear).toPem(), key.toPem());
    await fails("private-key-given", () => PublicKey.parse(clear));
    keygen("-p", "-f", path, "-P", "", "-N", passphrase, "-a", "4");
    const text = readFileSync(path, "utf8");
    const { fingerprint, thumbprint, protection, bits } = await opens(text);
    assert.deepEqual([fingerprint, thumbprint, bits], [half.fingerprint(), half.thumbprint(), 2048]);
    assert.deepEqual(protection, { cipher: "AES-256-CTR", derivation: "bcrypt", cost: 4 });
    keygen("-p", "-f", path, "-P", passphrase, "-N", passphrase, "-Z", "aes128-cbc");
    await fails("unsupported-key", () => PrivateKey.parse(readFileSync(path), { passphrase }));
  });

  test("public lines and fingerprints, both ways", () => {
    const path = file("ours.pub", `${half.toPem({ format: "openssh" })} alice@example.org\n`);
    const [bits, fingerprint] = keygen("-l", "-f", path).split(" ");
    assert.deepEqual([bits, fingerprint], ["2048", half.fingerprint()]);
    assert.equal(keygen("-e", "-m", "PKCS8", "-f", path), half.toPem());
    keygen("-q", "-t", "rsa", "-b", "2048", "-N", "", "-C", "bob@example.org", "-f", join(folder, "theirs"));
    const line = readFileSync(join(folder, "theirs.pub"), "utf8");
    const theirs = PublicKey.parse(line);
    assert.equal(theirs.fingerprint(), keygen("-l", "-f", join(folder, "theirs.pub")).split(" ")[1]);
    assert.equal(
      PrivateKey.parse(readFileSync(join(folder, "theirs")))
        .publicKey()
        .toPem(),
      theirs.toPem(),
    );
    for (const state of [`# a comment\n${line}`, `\ufeff${line}`, `command="x" ${line}`, `host.example ${line}\r\n`]) {
      assert.equal(PublicKey.parse(state).toPem(), theirs.toPem());
    }
  });

  test("other kinds of key, several, none", async () => {
    keygen("-q", "-t", "ed25519", "-N", "", "-f", join(folder, "other"));
    await fails("unsupported-key", () => PublicKey.parse(readFileSync(join(folder, "other.pub"), "utf8")));
    await fails("unsupported-key", () => PrivateKey.parse(readFileSync(join(folder, "other"), "utf8")));
    const line = half.toPem({ format: "openssh" });
    await fails("malformed-key", () => PublicKey.parse(`${line}\n${line}\n`));
    await fails("malformed-key", () => PublicKey.parse(line.slice(0, -8)));
    await fails("public-key-given", () => PrivateKey.parse(line));
  });
});

test("X.509 certificates of versions 1 and 3", async () => {
  const path = file("cert-key.pem", key.toPem());
  const certificate = openssl(["req", "-x509", "-key", path, "-subj", "/CN=alice", "-days", "2"]).toString();
  const request = file("request.pem", openssl(["req", "-new", "-key", path, "-subj", "/CN=alice"]));
  const first = openssl(["x509", "-req", "-in", request, "-key", path, "-days", "2"]).toString();
  for (const text of [certificate, first]) {
    const der = openssl(["x509", "-outform", "DER"], text);
    for (const input of [text, der, `Bag Attributes\n  friendlyName: x\n${text}`]) {
      assert.equal(PublicKey.parse(input).toPem(), half.toPem());
      assert.equal(inspect(input).kind, "certificate");
    }
    await fails("public-key-given", () => PrivateKey.parse(text));
  }
  assert.equal(PrivateKey.parse(certificate + key.toPem()).toPem(), key.toPem(), "the right block is taken");
  await fails("malformed-key", () => PublicKey.parse(certificate + certificate));
  const elliptic = openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout"]);
  const other = openssl(["req", "-x509", "-key", file("ec.pem", elliptic), "-subj", "/CN=x"]);
  await fails("unsupported-key", () => PublicKey.parse(other));
});

test("keys that are restricted to something else", async () => {
  const pss = openssl(["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"]);
  assert.match((await fails("unsupported-key", () => PrivateKey.parse(pss))).message, /PSS/);
  assert.match(
    (await fails("unsupported-key", () => PublicKey.parse(openssl(["pkey", "-pubout"], pss)))).message,
    /PSS/,
  );
  // OpenSSL makes no id-RSAES-OAEP keys: another number in the identifier of a plain one.
  const [plain, oaep] = ["2a864886f70d010101", "2a864886f70d010107"].map((hex) => Buffer.from(hex, "hex"));
  for (const der of [key.toDer(), half.toDer()]) {
    const changed = Buffer.from(der);
    changed.set(oaep ?? [], changed.indexOf(plain ?? ""));
    const parse = () => (der === key.toDer() ? PrivateKey : PublicKey).parse(changed);
    const { message } =
      changed.length > 1000
        ? await fails("unsupported-key", () => PrivateKey.parse(changed))
        : await fails("unsupported-key", parse);
    assert.match(message, /OAEP/);
  }
});

describe("JSON Web Keys", () => {
  const whole = key.toJwk();
  const { n, e, d = "" } = whole;

  test("ours are jose's and Node's, and theirs ours", async () => {
    assert.deepEqual(whole, createPrivateKey(key.toPem()).export({ format: "jwk" }));
    assert.deepEqual(half.toJwk(), createPublicKey(half.toPem()).export({ format: "jwk" }));
    assert.equal(await jose.calculateJwkThumbprint(half.toJwk()), half.thumbprint());
    const pair = await jose.generateKeyPair("RSA-OAEP-512", { extractable: true });
    const theirs = await jose.exportJWK(pair.privateKey);
    const parsed = PrivateKey.parse(/** @type {RsaJwk} */ (theirs));
    assert.deepEqual(parsed.toJwk(), theirs);
    assert.ok(await jose.importJWK({ ...parsed.toJwk(), alg: "RSA-OAEP" }));
    assert.deepEqual(
      PublicKey.parse(/** @type {RsaJwk} */ (await jose.exportJWK(pair.publicKey))).toJwk(),
      parsed.publicKey().toJwk(),
    );
  });

  test("objects, text and bytes; n, e and d alone", () => {
    for (const input of [whole, JSON.stringify(whole), `\ufeff ${JSON.stringify(whole, null, 2)}\n`]) {
      assert.deepEqual(PrivateKey.parse(/** @type {RsaJwk} */ (input)).toJwk(), whole);
    }
    // Which of the two primes comes first is lost: the larger one does.
    const larger = /** @type {RsaJwk} */ (PrivateKey.parse({ kty: "RSA", n, e, d }).toJwk());
    assert.deepEqual([larger.n, larger.e, larger.d], [n, e, d]);
    assert.deepEqual([larger.p, larger.q].sort(), [whole.p, whole.q].sort());
    assert.deepEqual(PrivateKey.parse(Buffer.from(JSON.stringify(whole))).toJwk(), whole);
    assert.deepEqual(PublicKey.parse({ kty: "RSA", n, e, d: undefined }).toJwk(), half.toJwk());
    const frozen = Object.freeze(Object.assign(Object.create(null), whole));
    assert.deepEqual(PrivateKey.parse(frozen).toJwk(), whole);
  });

  test("what a key may be used for", async () => {
    const good = [
      { use: "enc" },
      { alg: "RSA-OAEP" },
      { alg: "RSA-OAEP-512", use: "enc", kid: "x", x5c: ["AA"], ext: true },
      { key_ops: ["decrypt"] },
      { key_ops: ["unwrapKey", "sign"] },
    ];
    for (const members of good) assert.equal(PrivateKey.parse({ ...whole, ...members }).bits, 2048);
    for (const key_ops of [["encrypt"], ["wrapKey"]])
      assert.equal(PublicKey.parse({ ...half.toJwk(), key_ops }).bits, 2048);
    const bad = [
      { use: "sig" },
      { alg: "RS256" },
      { alg: "RSA1_5" },
      { alg: "PS512" },
      { key_ops: ["sign"] },
      { key_ops: [] },
      { oth: [] },
      { use: 5 },
    ];
    for (const members of bad) {
      await fails("unsupported-key", () => PrivateKey.parse(/** @type {any} */ ({ ...whole, ...members })));
      await fails("unsupported-key", () => PublicKey.parse(JSON.stringify({ ...half.toJwk(), ...members })));
    }
    await fails("unsupported-key", () => PrivateKey.parse({ ...whole, key_ops: ["encrypt"] }));
    await fails("unsupported-key", () => PublicKey.parse({ ...half.toJwk(), key_ops: ["decrypt"] }));
  });

  test("what is no RSA key, and the wrong half", async () => {
    await fails("private-key-given", () => PublicKey.parse(whole));
    await fails("public-key-given", () => PrivateKey.parse(half.toJwk()));
    for (const kty of ["EC", "OKP"]) {
      await fails("unsupported-key", () => PublicKey.parse(/** @type {any} */ ({ kty, x: "AA" })));
      await fails("unsupported-key", () => PrivateKey.parse(/** @type {any} */ ({ kty, x: "AA", d: "AA" })));
      await fails("private-key-given", () => PublicKey.parse(/** @type {any} */ ({ kty, x: "AA", d: "AA" })));
    }
    for (const broken of [
      { kty: "RSA" },
      { kty: "RSA", n },
      { kty: "RSA", n, e: "" },
      { kty: "RSA", n, e: 5 },
      { kty: "RSA", n: `${n}=`, e },
      { kty: "RSA", n: `${n}!`, e },
    ]) {
      await fails("malformed-key", () => PublicKey.parse(/** @type {any} */ (broken)));
    }
    const set = { keys: [{ kty: "oct", kid: "x" }, half.toJwk()] };
    assert.match((await fails("unsupported-key", () => PublicKey.parse(JSON.stringify(set)))).message, /JWK Set/);
    assert.equal(inspect(JSON.stringify(set)).kind, "public-key");
    for (const secret of [whole, { kty: "oct", k: "AAAA" }]) {
      const secrets = JSON.stringify({ keys: [half.toJwk(), secret] });
      await fails("private-key-given", () => PublicKey.parse(secrets));
      assert.match((await fails("unsupported-key", () => PrivateKey.parse(secrets))).message, /JWK Set/);
      assert.equal(inspect(secrets).kind, "private-key");
    }
    for (const text of ["{}", "{", '{"keys":"x"}', '{"kty":"RSA","kty":"RSA","n":"AA","e":"AQAB"}', "[]"]) {
      await fails("malformed-key", () => PublicKey.parse(text));
    }
  });

  test("objects that are none, or play tricks", async () => {
    let called = 0;
    const tricks = [
      {},
      Object.create(whole),
      Object.defineProperty({ ...whole }, "n", { get: () => (called += 1) }),
      new Proxy({}, { getOwnPropertyDescriptor: () => assert.fail("hunter2") }),
      new Map(Object.entries(whole)),
    ];
    for (const trick of tricks)
      await fails("invalid-argument", () => PrivateKey.parse(/** @type {any} */ (trick)), "hunter2");
    assert.equal(called, 0);
    const serialized = { ...whole, toJSON: () => ({ kty: "RSA", n: "AA", e: "AQAB" }) };
    assert.deepEqual(PrivateKey.parse(serialized).toJwk(), whole);
  });
});

test("what is no key, or none that is read, is named with what to do", async () => {
  const request = openssl(["req", "-new", "-key", file("csr-key.pem", key.toPem()), "-subj", "/CN=x"]).toString();
  const certificate = openssl(["req", "-x509", "-key", join(folder, "csr-key.pem"), "-subj", "/CN=x"]).toString();
  const bundle = openssl(["crl2pkcs7", "-nocrl", "-certfile", file("csr.crt", certificate)]).toString();
  const line = file("rfc4716.pub", half.toPem({ format: "openssh" }));
  const ssh2 = execFileSync("ssh-keygen", ["-e", "-f", line], { encoding: "utf8" });
  for (const [input, hint] of /** @type {const} */ ([
    [request, /openssl req/],
    [bundle, /openssl pkcs7/],
    [ssh2, /ssh-keygen -i/],
  ])) {
    assert.match((await fails("unsupported-key", () => PublicKey.parse(input))).message, hint);
    assert.equal(inspect(input).kind, "public-key");
  }
  // What the hints say does give a key that is read.
  assert.equal(PublicKey.parse(openssl(["req", "-noout", "-pubkey"], request)).toPem(), half.toPem());
  assert.equal(PublicKey.parse(openssl(["pkcs7", "-print_certs"], bundle)).toPem(), half.toPem());
  const back = execFileSync("ssh-keygen", ["-i", "-f", file("ssh2.pub", ssh2)], { encoding: "utf8" });
  assert.equal(PublicKey.parse(back).toPem(), half.toPem());
  assert.equal(PublicKey.parse(request + certificate).toPem(), half.toPem(), "the right block is taken");
  assert.equal(PublicKey.parse(`ssh-ed25519 AAAA x\n${half.toPem({ format: "openssh" })} y\n`).toPem(), half.toPem());
  const other = "-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\n";
  assert.match((await fails("malformed-key", () => PublicKey.parse(other))).message, /something other than a key/);
});

test("PEM in any state in which people paste it", async () => {
  const pem = key.toPem();
  const body = pem.split("\n").slice(1, -2).join("");
  const states = {
    "Windows line ends": pem.replaceAll("\n", "\r\n"),
    "one line": pem.replaceAll("\n", ""),
    "one line with spaces": pem.replaceAll("\n", " "),
    "no break in the middle": `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`,
    "escaped line ends": JSON.stringify(pem).slice(1, -1),
    "quoted": JSON.stringify(pem),
    "Windows line ends, escaped": pem.replaceAll("\n", "\\r\\n"),
    "indented, trailing spaces": pem.replaceAll("\n", " \t\n    "),
    "a byte order mark": `\ufeff${pem}`,
    "text around it": `Dear Bob,\nhere it is:\n${pem}\nAlice -- alice@example.org`,
    "other blocks": `${half.toPem()}-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem}`,
    "the body alone": body,
    "the body alone, in lines": pem.split("\n").slice(1, -2).join("\r\n"),
    "a wrong label": pem.replaceAll("PRIVATE KEY", "RSA PRIVATE KEY"),
    "the label of a public key": pem.replaceAll("PRIVATE KEY", "PUBLIC KEY"),
    "quoted mail": pem.replace(/^/gm, "> "),
    "quoted mail, its lines joined": pem.replace(/^/gm, "> ").replaceAll("\n", " "),
    "spaces of a word processor": pem.replaceAll("\n", "\u00a0\u200b\u2028\n"),
    "without padding": pem.replace(/=*\n-----END/, "\n-----END"),
    "the body alone, in base64url": Buffer.from(body, "base64").toString("base64url"),
    "base64 of it all": Buffer.from(pem).toString("base64"),
    "keys of other kinds beside it": `-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n${pem}`,
  };
  for (const [name, text] of Object.entries(states)) {
    assert.equal(PrivateKey.parse(text).toPem(), pem, name);
    assert.equal(PrivateKey.parse(Buffer.from(text)).toPem(), pem, name);
  }
  const big = Buffer.from(`\ufeff${pem}`, "utf16le").swap16();
  for (const bytes of [Buffer.from(`\ufeff${pem.replaceAll("\n", "\r\n")}`, "utf16le"), big]) {
    assert.equal(PrivateKey.parse(bytes).toPem(), pem, "as PowerShell writes it");
    assert.equal(inspect(bytes).kind, "private-key");
    await fails("private-key-given", () => PublicKey.parse(bytes));
  }
  await fails("malformed-key", () => PrivateKey.parse(pem + key.toPem({ format: "pkcs1" })));
  for (const input of [
    half.toPem() + pem,
    body,
    Buffer.from(pem).toString("base64"),
    pem.replaceAll("PRIVATE", "PUBLIC"),
  ]) {
    await fails("private-key-given", () => PublicKey.parse(input));
  }
  for (const damaged of [body.slice(4), body.slice(1), `${body}AAAA`, `=${body}`, body.replace("M", "M=")]) {
    await fails("malformed-key", () =>
      PrivateKey.parse(`-----BEGIN PRIVATE KEY-----\n${damaged}\n-----END PRIVATE KEY-----`),
    );
  }
  assert.equal(PublicKey.parse(half.toPem().split("\n").slice(1, -2).join("\n")).toPem(), half.toPem());
});
