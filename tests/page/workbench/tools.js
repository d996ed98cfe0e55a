// Runs the code that the workbench shows, as it stands.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { python } from "../../support/python.js";

/**
 * The name of the file that a tool's code is saved as, and the command that runs the file.
 *
 * @type {Record<string, [string, string, ...string[]]>}
 */
const runners = {
  Python: ["step.py", python("python-4"), "-X", "utf8"],
  "Node.js": ["step.mjs", process.execPath],
  OpenSSL: ["step.sh", "sh"],
  Java: ["Step.java", "java"],
  sealpost: ["step.mjs", process.execPath],
};

/** Why a tool's code cannot be run on this machine, or undefined if it can. @param {string} tool */
export const missing = (tool) =>
  tool === "Java" && spawnSync("java", ["-version"]).status !== 0 ? "there is no java on the PATH" : undefined;

export const toolNames = Object.keys(runners);

/** A new folder. Programs in it find the installed package and the packages beside it. */
export function newFolder() {
  const packages = process.env.SEALPOST_PACKAGE ?? "";
  if (!packages) throw new Error("SEALPOST_PACKAGE is not set: run these tests with `cargo xtask test page`");
  mkdirSync(join(packages, "scratch"), { recursive: true });
  const folder = mkdtempSync(join(resolve(packages), "scratch", "workbench-"));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/**
 * Runs a tool's code in a folder, and returns the output without white space at its end.
 *
 * @param {string} folder
 * @param {string} tool
 * @param {string} code
 * @param {{ PASSPHRASE?: string }} [more] Further variables of the environment.
 */
export function run(folder, tool, code, more) {
  const [name, program, ...rest] = runners[tool] ?? ["", ""];
  writeFileSync(join(folder, name), code);
  const env = { ...process.env, ...more };
  return execFileSync(program, [...rest, name], { cwd: folder, encoding: "utf8", env, stdio: "pipe" }).trimEnd();
}
