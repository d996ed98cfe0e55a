// The accelerated kernel, a second wasm module for engines with relaxed SIMD. In the bundles of sealpost/encrypt, whose
// module has no place for a kernel, encrypt/kernel.js takes the place of this file.
import * as raw from "../wasm/sealpost.js";

/** A small module with `f64x2.relaxed_madd`: only an engine that has relaxed SIMD finds it valid. */
const PROBE = /* @__PURE__ */ Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // "\0asm", version 1
  ...[1, 8, 1, 96, 3, 123, 123, 123, 1, 123], // type section: (v128, v128, v128) -> v128
  ...[3, 2, 1, 0], // function section: one function of this type
  ...[10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 135, 2, 11], // code section
);

export function hasRelaxedSimd() {
  return WebAssembly.validate(PROBE);
}

/**
 * Instantiates the kernel with the memory of the main module, which calls the kernel from then on, unless the kernel
 * fails the known-answer test of `installKernel`.
 *
 * @param {WebAssembly.Module} kernel
 * @param {WebAssembly.Memory} memory
 */
export function install(kernel, memory) {
  const { square, multiply, multiply_one } = new WebAssembly.Instance(kernel, { env: { memory } }).exports;
  /** @type {WebAssembly.Table} */
  const table = raw.functionTable();
  const first = table.grow(3);
  // `installKernel` expects them in this order.
  [square, multiply, multiply_one].forEach((each, index) => table.set(first + index, each));
  raw.installKernel(first);
}
