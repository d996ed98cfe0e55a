// Runs the programs in docs/recipes.md, except those of NOT_RUN, and the server and the page in README.md, with sealpost
// on the other side. Nothing in them is changed but the port of the programs for a JWK Set and the page's `import`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as jose from "jose";
import { PASSPHRASE } from "./forms.js";
import { commands, installedFolder, key, message, names, opens, page, recipes, run, signingKey } from "./recipes.js";
import { root, sealpost } from "../support/installed.js";
import { python } from "../support/python.js";

const { PrivateKey, SigningKey, seal, unseal } = sealpost;
/** Sections whose programs the tests have no tools for. */
const NOT_RUN = ["Express", "Go", "Spring"];
/** The recipes that publish and use a JWK Set: a server and its client, which run at the same time. */
const together = recipes.filter(({ section }) => section === "JWKS");
const runnable = recipes.filter((recipe) => !NOT_RUN.includes(recipe.section) && !together.includes(recipe));

/** Makes an asynchronous function of the text of a program. */
const AsyncFunction = /** @type {any} */ ((async () => {}).constructor);

/** The number of a port that is free. @returns {Promise<number>} */
function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "localhost", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

for (const recipe of runnable) {
  const all = commands(recipe);
  for (const command of all) {
    const { section, verb } = recipe;
    const by = command[0]?.includes("python-") ? ` (${dirname(dirname(command[0])).split("/").at(-1)})` : "";
    test(`the recipe runs: ${section}, ${verb}${by}`, async () => {
      assert.equal(await run(recipe, command), message);
    });
    // With the last command only: 600,000 iterations take pycryptodome 3 many seconds.
    if (command === all.at(-1) && opens(recipe) && /getpass|PASSPHRASE/.test(recipe.code)) {
      test(`the recipe runs with a passphrase: ${section}, ${verb}${by}`, async () => {
        assert.equal(await run(recipe, command, { passphrase: PASSPHRASE }), message);
      });
    }
  }
}

test("control: a recipe that verifies fails for another message", async () => {
  const verifying = runnable.filter(({ verb }) => verb === "Verify");
  assert.ok(verifying.length >= 6);
  const given = { [names.signature]: signingKey.sign("another message") };
  for (const recipe of verifying) {
    const [command = []] = commands(recipe);
    await assert.rejects(run(recipe, command, { given }), recipe.section);
  }
});

const bob = PrivateKey.generate({ bits: 2048 });
const stranger = SigningKey.generate({ bits: 2048 });

/**
 * What sealpost, jose, jwcrypto and pycryptodome say of a wrong signature. As an integer, a signature by another key is
 * sometimes not less than this key's modulus (RFC 8017 §5.2.2, "signature representative out of range"), which
 * pycryptodome calls too large.
 */
const WRONG_SIGNATURE =
  /signature-invalid|signature verification failed|InvalidJWSSignature|Incorrect signature|Plaintext too large/;

/** Messages that a recipe must refuse, and the errors of sealpost, jose, jwcrypto and pycryptodome. */
const REFUSED = {
  "its reader sealed again for somebody else": {
    letter: forwarded,
    error: /signature-invalid|unexpected "aud"|JWTInvalidClaimValue: Invalid 'aud'|the audience \(aud\)/,
  },
  "was signed by somebody else": {
    letter: async () => seal(message, key.publicKey(), { from: stranger }),
    error: WRONG_SIGNATURE,
  },
  "has a signature that is not less than the modulus": {
    letter: async () => sealToken(withGreatestSignature(await signedToken())),
    error: WRONG_SIGNATURE,
  },
  "has another issuer": {
    letter: async () => tokenSealed({ iss: stranger.verifyingKey().thumbprint() }),
    error: /signature-invalid|unexpected "iss"|JWTInvalidClaimValue: Invalid 'iss'|the issuer \(iss\)/,
  },
  "has no audience": {
    letter: async () => tokenSealed({ aud: undefined }),
    error: /signature-invalid|missing required "aud"|JWTMissingClaim: Claim aud|KeyError: 'aud'/,
  },
  "is a token for another purpose": {
    letter: async () => tokenSealed({}, { typ: "JWT" }),
    error: /signature-invalid|unexpected "typ"|for another purpose/,
  },
  "is not signed": {
    letter: async () => seal(message, key.publicKey()),
    error: /signature-invalid|Invalid Compact JWS|ValueError: Token format|Incorrect signature/,
  },
};

/** A signed message to Bob, whose token he seals again for the reader of the recipes. */
async function forwarded() {
  const letter = seal(message, bob.publicKey(), { from: signingKey });
  const { plaintext } = await jose.compactDecrypt(letter, createPrivateKey(bob.toPem()));
  return seal(plaintext, key.publicKey(), { header: { cty: "JWT" } });
}

/**
 * A token like those in the messages of the recipes, with changed claims and a changed header. The sender's signature
 * is valid.
 *
 * @param {object} [claims]
 * @param {object} [header]
 */
async function signedToken(claims = {}, header = {}) {
  const verifyingKey = signingKey.verifyingKey();
  const [iss, aud] = [verifyingKey.thumbprint(), [key.publicKey().thumbprint()]];
  return new jose.SignJWT({ iss, aud, iat: 1_800_000_000, jti: "0123", text: message, ...claims })
    .setProtectedHeader({ alg: "PS256", typ: "sealpost+jwt", kid: iss, jwk: verifyingKey.toJwk(), ...header })
    .sign(createPrivateKey(signingKey.toPem()));
}

/** @param {string} token */
const sealToken = (token) => seal(token, key.publicKey(), { header: { cty: "JWT" } });

/**
 * A sealed message with a token as `signedToken` makes it.
 *
 * @param {object} claims
 * @param {object} [header]
 */
const tokenSealed = async (claims, header) => sealToken(await signedToken(claims, header));

/** The token with the greatest signature of its length, which no modulus exceeds. @param {string} token */
function withGreatestSignature(token) {
  const [header, claims, signature = ""] = token.split(".");
  const length = Buffer.from(signature, "base64url").length;
  return [header, claims, Buffer.alloc(length, 0xff).toString("base64url")].join(".");
}

const unsealing = runnable.filter(({ section, verb }) => section.startsWith("Signed ") && verb === "Unseal");

test("the recipes for signed messages open a message that jose signed", async () => {
  assert.equal(unsealing.length, 4);
  const given = { [names.sealed]: await tokenSealed({}) };
  for (const recipe of unsealing) {
    for (const command of commands(recipe)) assert.equal(await run(recipe, command, { given }), message);
  }
});

for (const [reason, { letter, error }] of Object.entries(REFUSED)) {
  test(`the recipes refuse a signed message that ${reason}`, async () => {
    const given = { [names.sealed]: await letter() };
    for (const recipe of unsealing) {
      for (const command of commands(recipe)) await assert.rejects(run(recipe, command, { given }), error);
    }
  });
}

test("control: a recipe with other parameters fails", async () => {
  const changes = [
    { language: "python", from: "key, hashAlgo=SHA256", to: "key" },
    { language: "js", from: 'oaepHash: "sha256"', to: "" },
    { language: "java", from: '"RSA/ECB/OAEPPadding"', to: '"RSA/ECB/PKCS1Padding"' },
    { language: "sh", from: "rsa_mgf1_md:sha256", to: "rsa_mgf1_md:sha1" },
  ];
  for (const { language, from, to } of changes) {
    const recipe = runnable.find((recipe) => recipe.language === language && recipe.code.includes(from));
    assert.ok(recipe, `no recipe in ${language} has ${from}`);
    const [command = []] = commands(recipe);
    await assert.rejects(run({ ...recipe, code: recipe.code.replace(from, to) }, command));
  }
});

test("the recipe for a JWKS client seals a message for the key that the recipe for its server publishes", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "sealpost-recipe-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(installedFolder(), join(folder, "node_modules/sealpost"));
  writeFileSync(join(folder, "private-key.pem"), key.toPem());
  writeFileSync(join(folder, names.text), message);
  const port = await freePort();
  const start = (/** @type {string} */ verb) => {
    const code = together.find((recipe) => recipe.verb === verb)?.code ?? "";
    assert.match(code, /8080/);
    writeFileSync(join(folder, `${verb}.mjs`), code.replaceAll("8080", String(port)));
    return spawn(process.execPath, [`${verb}.mjs`], { cwd: folder, stdio: "inherit" });
  };
  const server = start("Publish");
  t.after(() => server.kill());
  const address = `http://localhost:${port}/.well-known/jwks.json`;
  for (let tries = 0; tries < 300 && !(await fetch(address).catch(() => undefined)); tries += 1) await delay(100);
  const client = start("Seal");
  assert.equal(await new Promise((resolve) => client.on("close", resolve)), 0);
  const opened = unseal(readFileSync(join(folder, names.sealed), "utf8"), key);
  assert.equal(opened.text(), message);
  assert.deepEqual(opened.header, { alg: "RSA-OAEP-256", enc: "A256GCM", kid: "2026-11", cty: "text/plain" });
});

test("README.md's server decrypts what README.md's page posts", async (t) => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const program = /^```python\n([^]*?)^```$/m.exec(readme)?.[1] ?? "";
  const [, page = ""] = /^import init, \{ PublicKey \} from "sealpost";\n\n([^]*?)^```$/m.exec(readme) ?? [];
  assert.match(program, /Flask/);
  assert.match(page, /await fetch\("\/secret"/);
  const folder = mkdtempSync(join(tmpdir(), "sealpost-recipe-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "private-key.pem"), key.toPem());
  writeFileSync(join(folder, "app.py"), program);
  const port = await freePort();
  const flask = ["-u", "-m", "flask", "run", "--port", String(port)];
  const server = spawn(python("python-3"), flask, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => server.kill());
  let output = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (data) => (output += data));
  const address = `http://localhost:${port}`;
  for (let tries = 0; tries < 300 && !(await fetch(address).catch(() => undefined)); tries += 1) await delay(100);
  const request = (/** @type {string} */ path, /** @type {RequestInit} */ options) => fetch(address + path, options);
  const { PublicKey, default: init } = sealpost;
  await new AsyncFunction("init", "PublicKey", "fetch", page)(init, PublicKey, request);
  for (let tries = 0; tries < 100 && !output.includes("a short secret"); tries += 1) await delay(100);
  assert.match(output, /^a short secret$/m);
  const wrong = await request("/secret", { method: "POST", body: new Uint8Array(256) });
  assert.equal(wrong.status, 400);
});

test("every program of docs/recipes.md is found, and the sections that are not run say so", () => {
  assert.equal(recipes.length, [...page.matchAll(/^```\w+$/gm)].length);
  assert.deepEqual(new Set(recipes.map(({ language }) => language)), new Set(["js", "python", "sh", "java", "go"]));
  for (const { section } of recipes.filter(({ language }) => language === "go")) assert.equal(section, "Go");
  for (const section of NOT_RUN)
    assert.match(page.slice(page.indexOf(`\n## ${section}\n`)), /^[^#]*## [^#]*\*\*not run\*\*/i);
});
