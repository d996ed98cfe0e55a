// Takes the programs from docs/recipes.md. `run` runs one program in a folder with the files that the program reads.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importFiles, root, sealpost } from "../support/installed.js";
import { python } from "../support/python.js";

/** @typedef {{ section: string, verb: string, language: string, code: string }} Recipe A program and its headings. */
/** @typedef {Record<string, string | Uint8Array>} Files Contents by the names of files. */

const { PrivateKey, PublicKey, SigningKey, VerifyingKey, seal, unseal } = sealpost;
const { sealFile, unsealFile } = await importFiles();
/** The text that the recipes encrypt, seal and sign. */
export const message = "grüße from one to the other\n";
/** docs/recipes.md */
export const page = readFileSync(join(root, "docs/recipes.md"), "utf8");
/** The key pair of `private-key.pem` and `public-key.pem`. */
export const key = PrivateKey.generate({ bits: 2048 });
/** The key pair of `signing-key.pem` and `verifying-key.pem`. */
export const signingKey = SigningKey.generate({ bits: 2048 });
/** Names of files. */
export const names = {
  text: "message.txt",
  ciphertext: "ciphertext.bin",
  sealed: "message.jwe",
  signature: "signature.bin",
  file: "message.age",
};
const { text, ciphertext, sealed, signature, file } = names;

/** Every program of the page, with its headings. @type {Recipe[]} */
export const recipes = [];
for (const [, section = "", body = ""] of page.matchAll(/^## (.+)\n((?:(?!^## )[^\n]*\n)*)/gm)) {
  const programs = body.matchAll(/^### (\w+)\n[^]*?^```(\w+)\n([^]*?)^```$/gm);
  for (const [, verb = "", language = "", code = ""] of programs) {
    recipes.push({ section, verb, language, code });
  }
}

/**
 * The commands that run a program: by its language and, for Python, by the library in the heading of its section.
 *
 * @param {Recipe} recipe
 * @returns {string[][]}
 */
export function commands({ section, verb, language }) {
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

/** The file that a recipe writes, by the name of its action. `open` marks the recipes that read the private key. */
const ACTIONS = /** @type {Record<string, { writes: string, open?: boolean }>} */ ({
  Generate: { writes: "public-key.pem" },
  Encrypt: { writes: ciphertext },
  Decrypt: { writes: text, open: true },
  Seal: { writes: sealed },
  Unseal: { writes: text, open: true },
  Sign: { writes: signature },
  // A recipe that verifies fails if the signature is not valid. It writes nothing, so the text stays as it was.
  Verify: { writes: text },
  "Seal a signed message": { writes: sealed },
  "Unseal a signed message": { writes: text, open: true },
  "Seal a file": { writes: file },
  "Unseal a file": { writes: text, open: true },
});

/** The name of a recipe's action in `ACTIONS`. @param {Recipe} recipe */
function actionOf({ section, verb }) {
  if (section.startsWith("Files: ")) return `${verb} a file`;
  return section.startsWith("Signed messages: ") ? `${verb} a signed message` : verb;
}

/** Whether a recipe uses the private key. @param {Recipe} recipe */
export const opens = (recipe) => ACTIONS[actionOf(recipe)]?.open === true;

/**
 * The files that a recipe may read.
 *
 * @param {string} action
 * @param {string} [passphrase] The passphrase of the private key.
 * @returns {Promise<Files>}
 */
async function filesFor(action, passphrase) {
  if (action === "Generate") return {};
  const publicKey = key.publicKey();
  const verifyingKey = signingKey.verifyingKey().toPem();
  if (ACTIONS[action]?.open) {
    const from = action === "Unseal a signed message" ? { from: signingKey } : {};
    return {
      "private-key.pem": key.toPem(passphrase ? { passphrase } : {}),
      "verifying-key.pem": verifyingKey,
      [ciphertext]: publicKey.encrypt(message),
      // An editor may have added a line break.
      [sealed]: `${seal(message, publicKey, from)}\n`,
      [file]: await bytesOf(sealFile(Buffer.from(message), publicKey)),
    };
  }
  return {
    "public-key.pem": publicKey.toPem(),
    "signing-key.pem": signingKey.toPem(),
    "verifying-key.pem": verifyingKey,
    [signature]: signingKey.sign(message),
    "recipient.pub": `${publicKey.toPem({ format: "openssh" })}\n`,
    [text]: message,
  };
}

/**
 * Runs a program to its end. If it fails, throws an error with what it wrote to standard error.
 *
 * @param {string} program
 * @param {string[]} options
 * @param {string} folder
 * @param {string} [passphrase]
 */
async function finish(program, options, folder, passphrase) {
  const environment = { ...process.env, ...(passphrase && { PASSPHRASE: passphrase }) };
  // Detached from the terminal, so that Python's getpass reads standard input.
  const child = spawn(program, options, { cwd: folder, detached: true, env: environment });
  let stderr = "";
  child.stderr.on("data", (data) => (stderr += data));
  child.stdin.on("error", () => undefined).end(passphrase ? `${passphrase}\n` : "");
  const status = await new Promise((resolve) => child.on("error", resolve).on("close", resolve));
  if (status !== 0) throw new Error(stderr);
}

/**
 * Runs a recipe in a new folder. Returns the message that the recipe decrypted, or that sealpost decrypts or verifies
 * after the recipe has encrypted or signed it.
 *
 * @param {Recipe} recipe
 * @param {string[]} command
 * @param {object} [options]
 * @param {string} [options.passphrase] The passphrase of the private key.
 * @param {Files} [options.given] Files that differ from the usual ones.
 */
export async function run(recipe, [program = "", ...options], { passphrase, given = {} } = {}) {
  const action = actionOf(recipe);
  const { writes, open } = ACTIONS[action] ?? {};
  assert.ok(writes, `no files are listed for a recipe with the heading ${action}`);
  const folder = mkdtempSync(join(tmpdir(), "sealpost-recipe-"));
  try {
    const pathOf = (/** @type {string} */ name) => join(folder, name);
    const files = { ...(await filesFor(action, passphrase)), ...given, [options.at(-1) ?? ""]: recipe.code };
    // OpenSSH refuses a private key that others can read.
    for (const [name, data] of Object.entries(files)) writeFileSync(pathOf(name), data, { mode: 0o600 });
    mkdirSync(pathOf("node_modules"));
    symlinkSync(join(root, "node_modules/jose"), pathOf("node_modules/jose"));
    symlinkSync(installedFolder(), pathOf("node_modules/sealpost"));
    try {
      await finish(program, options, folder, passphrase);
    } catch (error) {
      assert.ok(!open || !existsSync(pathOf(writes)), `${recipe.section}: failed, and wrote ${writes}`);
      throw error;
    }
    if (action === "Generate") return exchanged((name) => readFileSync(pathOf(name), "utf8"));
    return await read(action, readFileSync(pathOf(writes)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The message, sealed and signed with keys that a recipe generated, and opened with the other halves of these keys.
 *
 * @param {(name: string) => string} contents Reads a file that the recipe wrote.
 */
function exchanged(contents) {
  const from = SigningKey.parse(contents("signing-key.pem"));
  const letter = seal(message, PublicKey.parse(contents("public-key.pem")), { from });
  const sender = VerifyingKey.parse(contents("verifying-key.pem"));
  return unseal(letter, PrivateKey.parse(contents("private-key.pem")), { from: sender }).text();
}

/** The message in what a recipe wrote. @param {string} action @param {Buffer} written */
async function read(action, written) {
  switch (action) {
    case "Encrypt":
      return Buffer.from(key.decrypt(written)).toString();
    case "Sign":
      assert.ok(signingKey.verifyingKey().verify(message, written), "the signature is not valid");
      return message;
    case "Seal":
      return unseal(written.toString(), key).text();
    case "Seal a signed message":
      return unseal(written.toString(), key, { from: signingKey.verifyingKey() }).text();
    case "Seal a file":
      return (await bytesOf((await unsealFile(written, key)).stream)).toString();
    default:
      return written.toString();
  }
}

/** All bytes of a stream. @param {ReadableStream<Uint8Array>} stream */
const bytesOf = async (stream) => Buffer.from(await new Response(stream).arrayBuffer());

/** The folder of the package under test. */
export function installedFolder() {
  const installed = process.env.SEALPOST_PACKAGE;
  return installed ? join(installed, "node_modules/sealpost") : root;
}
