// Seals and opens a large file in Node. For comparison, Node also copies it in chunks of the same size, and age seals
// and opens it. Each task runs in a process of its own; those in Node report the peak of their memory.
import { execFileSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sealpost } from "../installed.js";

const program = fileURLToPath(new URL("node-task.js", import.meta.url));

/**
 * @typedef {object} FileRuns
 * @property {number} bytes
 * @property {Record<string, number>} seconds By task.
 * @property {Record<string, number>} peaks Bytes, by task in Node.
 */

/**
 * Runs all tasks on a file of that many MiB. Throws if what was opened is not what was sealed.
 *
 * @param {number} mebibytes
 * @param {string} [node] The path of the `node` to run.
 * @returns {FileRuns}
 */
export function runInNode(mebibytes, node = process.execPath) {
  const folder = mkdtempSync(join(tmpdir(), "sealpost-files-"));
  const path = (/** @type {string} */ name) => join(folder, name);
  /** @type {FileRuns} */
  const runs = { bytes: mebibytes * (1 << 20), seconds: {}, peaks: {} };
  try {
    const key = sealpost.PrivateKey.generate({ bits: 3072 });
    writeFileSync(path("key.pem"), key.toPem(), { mode: 0o600 });
    writeFileSync(path("key.pub"), `${key.publicKey().toPem({ format: "openssh" })}\n`);
    write(path("plain"), mebibytes);
    const inNode = (/** @type {string} */ task, /** @type {string} */ from, /** @type {string} */ to) => {
      const output = execFileSync(node, [program, task, path(from), path(to), path("key.pem")], { encoding: "utf8" });
      const { seconds, peak } = JSON.parse(output);
      runs.seconds[task] = seconds;
      runs.peaks[task] = peak;
    };
    const withAge = (/** @type {string} */ task, /** @type {string[]} */ args) => {
      const started = performance.now();
      execFileSync("age", args, { cwd: folder });
      runs.seconds[task] = (performance.now() - started) / 1000;
    };
    inNode("copy", "plain", "copied");
    rmSync(path("copied"));
    withAge("age seals", ["-R", "key.pub", "-o", "theirs.age", "plain"]);
    inNode("unseal", "theirs.age", "opened");
    compare(path("plain"), path("opened"));
    rmSync(path("theirs.age"));
    inNode("seal", "plain", "ours.age");
    rmSync(path("opened"));
    withAge("age opens", ["-d", "-i", "key.pem", "-o", "opened", "ours.age"]);
    compare(path("plain"), path("opened"));
    return runs;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes a random file. @param {string} file @param {number} mebibytes */
function write(file, mebibytes) {
  const block = randomFillSync(Buffer.alloc(1 << 20));
  const descriptor = openSync(file, "w");
  for (let index = 0; index < mebibytes; index += 1) {
    // Blocks that differ, so that a chunk at another place would be noticed.
    block.writeUInt32BE(index, 0);
    writeSync(descriptor, block);
  }
  closeSync(descriptor);
}

/** Throws if two files differ. @param {string} one @param {string} other */
function compare(one, other) {
  if (statSync(one).size !== statSync(other).size) throw new Error("what was opened has another length");
  execFileSync("cmp", [one, other]);
}
