// What the peers OpenSSL and ssh-keygen share: they run a program, write files for the program, and read the numbers in
// key files.
import { execFile } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const folder = mkdtempSync(join(tmpdir(), "sealpost-peer-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const run = promisify(execFile);

/** Runs a program and returns its standard output. @param {string} program @param {string[]} args */
export async function command(program, args) {
  return (await run(program, args, { encoding: "buffer" })).stdout;
}

/** The path of a file that a program may write. @param {string} name */
export const pathOf = (name) => join(folder, name);

/**
 * The path of a file with this content. Only its owner may read it, as ssh-keygen requires.
 *
 * @param {string | Uint8Array} content
 */
export function file(content) {
  const path = pathOf(createHash("sha256").update(content).digest("hex").slice(0, 20));
  if (!existsSync(path)) writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/** The numbers of a key in PKCS #8 or SPKI, in base64url. @param {Buffer} pem */
export function numbers(pem) {
  const key = pem.includes("PRIVATE") ? createPrivateKey(pem) : createPublicKey(pem);
  const { n, e, d } = key.export({ format: "jwk" });
  return { n, e, d };
}
