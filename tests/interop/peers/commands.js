// What the peers share that are command lines: a folder for their files, and the numbers in what they write.
import { execFile } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const folder = mkdtempSync(join(tmpdir(), "sealpost-peer-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const run = promisify(execFile);

/** Runs a program; its standard output. @param {string} program @param {string[]} args */
export async function command(program, args) {
  return (await run(program, args, { encoding: "buffer" })).stdout;
}

/** Where a program may write. @param {string} name */
export const place = (name) => join(folder, name);

/** A file with this content, for its owner alone: ssh-keygen asks for that. @param {string | Uint8Array} content */
export function file(content) {
  const path = place(createHash("sha256").update(content).digest("hex").slice(0, 20));
  if (!existsSync(path)) writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/** The numbers of a key in PKCS#8 or SPKI, as JWK has them. @param {Buffer} pem */
export function numbers(pem) {
  const key = pem.includes("PRIVATE") ? createPrivateKey(pem) : createPublicKey(pem);
  const { n, e, d } = key.export({ format: "jwk" });
  return { n, e, d };
}
