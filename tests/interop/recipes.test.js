// Runs the programs in docs/recipes.md unchanged, with sealpost on the other side.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { PASSPHRASE } from "./forms.js";
import { importFiles, root, sealpost } from "../support/installed.js";
import { python } from "../support/python.js";

/** @typedef {{ section: string, verb: string, language: string, code: string }} Recipe */

const { PrivateKey, SigningKey, seal, unseal } = sealpost;
const { sealFile, unsealFile } = await importFiles();
const message = "grüße from one to the other\n";
const page = readFileSync(join(root, "docs/recipes.md"), "utf8");
const key = PrivateKey.generate({ bits: 2048 });
const signingKey = SigningKey.generate({ bits: 2048 });
const signature = "signature.bin";
const [text, ciphertext, sealed, file] = ["message.txt", "ciphertext.bin", "message.jwe", "message.age"];

/** Every program of the page, with its headings. @type {Recipe[]} */
const recipes = [];
for (const [, section = "", body = ""] of page.matchAll(/^## (.+)\n((?:(?!^## )[^\n]*\n)*)/gm)) {
  const programs = body.matchAll(/^### (\w+)\n[^]*?^```(\w+)\n([^]*?)^```$/gm);
  for (const [, verb = "", language = "", code = ""] of programs) {
    recipes.push({ section, verb, language, code });
  }
}
/** Sections whose programs the tests have no tools for. */
const NOT_RUN = ["Express", "Go", "Spring"];
/** A server and its client, which run together. */
const together = recipes.filter(({ section }) => section === "JWKS");
const runnable = recipes.filter((recipe) => !NOT_RUN.includes(recipe.section) && !together.includes(recipe));

/**
 * The commands that run a program: by its language and, for Python, by the library in the heading of its section.
 *
 * @param {Recipe} recipe
 * @returns {string[][]}
 */
function commands({ section, verb, language }) {
  switch (language) {
    case "python":
      return section.includes("pycryptodome")
        ? [
            [python("python-3"), "recipe.py"],
            [python("python-4"), "recipe.py"],
          ]
        : [[python("python-3"), "recipe.py"]];
    case "js":
      return [[process.execPath, "recipe.mjs"]];
    case "sh":
      return [["sh", "-e", "recipe.sh"]];
    case "java":
      return [["java", `${verb}.java`]];
    default:
      throw new Error(`there is a recipe in ${language}, and no way to run it`);
  }
}

/** The files that a recipe reads and writes, by its heading. With `open` the recipe uses the private key. */
const verbs = /** @type {Record<string, { reads: string, writes: string, open?: boolean }>} */ ({
  Encrypt: { reads: text, writes: ciphertext },
  Decrypt: { reads: ciphertext, writes: text, open: true },
  Seal: { reads: text, writes: sealed },
  Unseal: { reads: sealed, writes: text, open: true },
  Sign: { reads: text, writes: signature },
  // A recipe that verifies fails if the signature is not valid. It writes nothing, so the text stays as it was.
  Verify: { reads: signature, writes: text },
  "Seal a file": { reads: text, writes: file },
  "Unseal a file": { reads: file, writes: text, open: true },
});

/** The name in `verbs` of what a recipe does. @param {Recipe} recipe */
const verbOf = ({ section, verb }) => (section.startsWith("Files: ") ? `${verb} a file` : verb);

/**
 * Runs a recipe in a new folder. Returns the message that it wrote, decrypted by sealpost if the recipe encrypts.
 *
 * @param {Recipe} recipe
 * @param {string[]} command
 * @param {string} [passphrase] That of the private key.
 * @param {string} [signed] What the signature that a recipe verifies was made over.
 */
async function run(recipe, [program = "", script = "", ...more], passphrase, signed = message) {
  const { code } = recipe;
  const verb = verbOf(recipe);
  const folder = mkdtempSync(join(tmpdir(), "sealpost-recipe-"));
  try {
    const pathOf = (/** @type {string} */ name) => join(folder, name);
    const files = verbs[verb];
    assert.ok(files, `no files are listed for a recipe with the heading ${verb}`);
    writeFileSync(pathOf([script, ...more].at(-1) ?? ""), code);
    if (files.open) {
      // OpenSSH refuses a private key that others can read.
      writeFileSync(pathOf("private-key.pem"), key.toPem(passphrase ? { passphrase } : {}), { mode: 0o600 });
      writeFileSync(pathOf(ciphertext), key.publicKey().encrypt(message));
      // An editor may have added a line break.
      writeFileSync(pathOf(sealed), `${seal(message, key.publicKey())}\n`);
      writeFileSync(pathOf(file), await bytesOf(sealFile(Buffer.from(message), key.publicKey())));
    } else {
      writeFileSync(pathOf("public-key.pem"), key.publicKey().toPem());
      writeFileSync(pathOf("signing-key.pem"), signingKey.toPem(), { mode: 0o600 });
      writeFileSync(pathOf("verifying-key.pem"), signingKey.verifyingKey().toPem());
      writeFileSync(pathOf(signature), signingKey.sign(signed));
      writeFileSync(pathOf("recipient.pub"), `${key.publicKey().toPem({ format: "openssh" })}\n`);
      writeFileSync(pathOf(text), message);
    }
    mkdirSync(pathOf("node_modules"));
    symlinkSync(join(root, "node_modules/jose"), pathOf("node_modules/jose"));
    symlinkSync(installedFolder(), pathOf("node_modules/sealpost"));
    const environment = { ...process.env, ...(passphrase && { PASSPHRASE: passphrase }) };
    // Detached from the terminal, so that Python's getpass reads standard input.
    const child = spawn(program, [script, ...more], { cwd: folder, detached: true, env: environment });
    let stderr = "";
    child.stderr.on("data", (data) => (stderr += data));
    child.stdin.on("error", () => undefined).end(passphrase ? `${passphrase}\n` : "");
    const status = await new Promise((resolve) => child.on("error", resolve).on("close", resolve));
    assert.equal(status, 0, stderr);
    const written = readFileSync(pathOf(files.writes));
    if (verb === "Encrypt") return Buffer.from(key.decrypt(written)).toString();
    if (verb === "Sign") {
      assert.ok(signingKey.verifyingKey().verify(message, written), "the signature is not valid");
      return message;
    }
    if (verb === "Seal") return unseal(written.toString(), key).text();
    if (verb === "Seal a file") return (await bytesOf((await unsealFile(written, key)).stream)).toString();
    return written.toString();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All bytes of a stream. @param {ReadableStream<Uint8Array>} stream */
const bytesOf = async (stream) => Buffer.from(await new Response(stream).arrayBuffer());

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

/** The folder of the package under test. */
function installedFolder() {
  const installed = process.env.SEALPOST_PACKAGE;
  return installed ? join(installed, "node_modules/sealpost") : root;
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
    if (command === all.at(-1) && verbs[verbOf(recipe)]?.open && /getpass|PASSPHRASE/.test(recipe.code)) {
      test(`the recipe runs with a passphrase: ${section}, ${verb}${by}`, async () => {
        assert.equal(await run(recipe, command, PASSPHRASE), message);
      });
    }
  }
}

test("control: a recipe that verifies fails for another message", async () => {
  const verifying = runnable.filter(({ verb }) => verb === "Verify");
  assert.ok(verifying.length >= 6);
  for (const recipe of verifying) {
    const [command = []] = commands(recipe);
    await assert.rejects(run(recipe, command, undefined, "another message"), recipe.section);
  }
});

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

test("a message is sealed for the key that the other program publishes", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "sealpost-recipe-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(installedFolder(), join(folder, "node_modules/sealpost"));
  writeFileSync(join(folder, "private-key.pem"), key.toPem());
  writeFileSync(join(folder, text), message);
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
  const opened = unseal(readFileSync(join(folder, sealed), "utf8"), key);
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

test("every program of the page is found, and those in Go are marked as not run", () => {
  assert.equal(recipes.length, [...page.matchAll(/^```\w+$/gm)].length);
  assert.deepEqual(new Set(recipes.map(({ language }) => language)), new Set(["js", "python", "sh", "java", "go"]));
  const go = page.slice(page.indexOf("\n## Go\n"));
  assert.match(go, /\*\*not run\*\*/);
  for (const { section } of recipes.filter(({ language }) => language === "go")) assert.equal(section, "Go");
  for (const section of NOT_RUN)
    assert.match(page.slice(page.indexOf(`\n## ${section}\n`)), /^[^#]*## [^#]*\*\*not run\*\*/i);
});
