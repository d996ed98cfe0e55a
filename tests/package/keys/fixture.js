// Shared by the tests of key files of other programs: a key, its passphrase, and a folder for files.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openssl as command } from "../../support/openssl.js";

const { PrivateKey, PublicKey, inspect } = sealpost;

/** A folder for files. It is deleted after the tests of the suite that imports this module. */
export const folder = mkdtempSync(join(tmpdir(), "sealpost-"));
after(() => rmSync(folder, { recursive: true }));

export const passphrase = "correct hörse";
export const key = PrivateKey.generate({ bits: 2048 });
export const publicKey = key.publicKey();

/**
 * Runs `openssl` with the passphrase in the environment variable PASS.
 *
 * @type {(args: string[], input?: string | Uint8Array) => Buffer}
 */
export const openssl = (args, input) => command(args, input, { PASS: passphrase });

/**
 * Writes a file into the folder and returns its path.
 *
 * @type {(name: string, content: string | Uint8Array) => string}
 */
export function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/**
 * Asserts that a file which protects {@link key} with {@link passphrase} is read with that passphrase and with no
 * other, and that the error does not contain the wrong passphrase. Returns what `inspect` says of the file.
 *
 * @param {string | Uint8Array} input
 */
export async function opens(input) {
  assert.equal(PrivateKey.parse(input, { passphrase }).toPem(), key.toPem());
  await fails("passphrase-required", () => PrivateKey.parse(input));
  await fails("wrong-passphrase", () => PrivateKey.parse(input, { passphrase: "hunter2" }), "hunter2");
  await fails("private-key-given", () => PublicKey.parse(input));
  const inspected = inspect(input);
  assert.ok(inspected.kind === "private-key" && inspected.protection && !inspected.refused);
  return inspected;
}
