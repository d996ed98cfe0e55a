// The environments of Python that `cargo xtask test` makes, with the packages in xtask/src/tools.rs.
import { join } from "node:path";
import { root } from "./installed.js";

const environments = process.env.SEALPOST_PYTHONS ?? join(root, "target/python");

/** @param {"python-3" | "python-4"} name By the major version of pycryptodome in it. */
export const python = (name) => join(environments, name, "bin/python");
