// Runs the code that the workbench shows, as it stands.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { python } from "../../support/python.js";

/** The name of the script that a tool's code is saved as, and what runs it. @type {Record<string, [string, string, ...string[]]>} */
const runners = {
  Python: ["step.py", python("python-4"), "-X", "utf8"],
  "Node.js": ["step.mjs", process.execPath],
  OpenSSL: ["step.sh", "sh"],
  Java: ["Step.java", "java"],
  sealpost: ["step.mjs", process.execPath],
};

/** Why a tool's code is not run here; undefined where it is. @param {string} tool */
export const missing = (tool) =>
  tool === "Java" && spawnSync("java", ["-version"]).status !== 0 ? "there is no java on the PATH" : undefined;

export const toolNames = Object.keys(runners);

/** A new folder, in which packages are found where the package is installed. */
export function newFolder() {
  const packages = process.env.SEALPOST_PACKAGE ?? "";
  if (!packages) throw new Error("SEALPOST_PACKAGE is not set: run these tests with `cargo xtask test page`");
  mkdirSync(join(packages, "scratch"), { recursive: true });
  const folder = mkdtempSync(join(resolve(packages), "scratch", "workbench-"));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/**
 * Runs a code in a folder, and returns its output without white space at its end.
 *
 * @param {string} folder
 * @param {string} tool
 * @param {string} code
 * @param {{ PASSPHRASE?: string }} [more] environment
 */
export function run(folder, tool, code, more) {
  const [name, program, ...rest] = runners[tool] ?? ["", ""];
  writeFileSync(join(folder, name), code);
  const env = { ...process.env, ...more };
  return execFileSync(program, [...rest, name], { cwd: folder, encoding: "utf8", env, stdio: "pipe" }).trimEnd();
}
