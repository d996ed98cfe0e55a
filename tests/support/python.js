// The Python environments that `cargo xtask test` makes; xtask/src/tools.rs lists their packages.
import { join } from "node:path";
import { root } from "./installed.js";

const environments = process.env.SEALPOST_PYTHONS ?? join(root, "target/python");

/**
 * The path of an interpreter.
 *
 * @param {"python-3" | "python-4"} name The environment, named after the major version of pycryptodome in it.
 */
export const python = (name) => join(environments, name, "bin/python");
