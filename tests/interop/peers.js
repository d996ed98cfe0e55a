// Starts the peers. `cargo xtask test` installs what they need and passes the paths in environment variables.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { python } from "../support/python.js";
import { Peer } from "./lines.js";

const folder = fileURLToPath(new URL("peers/", import.meta.url));
/** @param {import("./axes.js").Axes} axes */
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
