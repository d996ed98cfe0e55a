// Starts the peers. `cargo xtask test` installs what they need and passes the paths in environment variables.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { python } from "../support/python.js";
import { Peer } from "./lines.js";

const folder = fileURLToPath(new URL("peers/", import.meta.url));

/**
 * Starts one peer. A command that is neither node nor java is a Python environment, named after the major version of
 * pycryptodome in it.
 *
 * @param {import("./axes.js").Axes} axes The peer's entry in the matrix, which has the command.
 */
export function start({ command: [program, ...args] }) {
  switch (program) {
    case "node":
      return new Peer([process.execPath, join(folder, args[0])]);
    case "java":
      return new Peer(["java", join(folder, args[0])]);
    default:
      return new Peer([python(/** @type {"python-3" | "python-4"} */ (program)), join(folder, "peer.py"), ...args]);
  }
}
