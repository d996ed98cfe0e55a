// Peers from PyPI.
import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./installed.js";

/**
 * The Python of a virtual environment under target/ that has `requirement`, made if it is not there.
 *
 * @param {string} name
 * @param {string} requirement
 */
export function virtualEnvironment(name, requirement) {
  const folder = join(root, "target", name);
  const python = join(folder, "bin/python");
  const complete = join(folder, "complete");
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    execFileSync("python3", ["-m", "venv", folder]);
    execFileSync(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]);
    writeFileSync(complete, "");
  }
  return python;
}
