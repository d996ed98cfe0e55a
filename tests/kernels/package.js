// The package in Node, with the accelerated kernel, which Node 20 cannot run, or without.
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
 * @param {"accelerated" | "base"} which With the accelerated kernel, or with the base module alone.
 */
export async function loaded(t, which) {
  const { sealpost, wasm } = await uninitialised(t);
  await sealpost.default(which === "base" ? { base: files.base } : files);
  // When the wasm module is already loaded, `default` of its bindings only returns the exports of the instance.
  const { memory } = await wasm.default({ module_or_path: "" });
  return { sealpost, raw: wasm, memory };
}
