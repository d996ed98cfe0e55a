// The package in Node 24, once with the accelerated kernel and once without.
import { readFileSync } from "node:fs";
import { uninitialised, wasmFile } from "../support/installed.js";

const files = {
  base: readFileSync(wasmFile),
  kernel: readFileSync(wasmFile.replace("sealpost_bg", "sealpost_kernel")),
};

/** @typedef {typeof import("../../js/index.js")} Sealpost */
/** @typedef {typeof import("../../js/wasm/sealpost.js")} Raw */

/**
 * A copy of the package with a wasm instance of its own.
 *
 * @param {import("node:test").TestContext} t
 * @param {"accelerated" | "base"} which With the kernel or, as for everybody who names the base alone, without.
 */
export async function loaded(t, which) {
  const { sealpost, wasm } = await uninitialised(t);
  await sealpost.default(which === "base" ? { base: files.base } : files);
  // The bindings answer with the instance's exports when they are asked once more.
  const { memory } = await wasm.default({ module_or_path: "" });
  return { sealpost, raw: wasm, memory };
}
