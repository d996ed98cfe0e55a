// Times modular squarings with fma52 and dot13, two of the kernels (implementations of modular multiplication) of
// crates/engine, in the wasm module of its property tests (tests/engine).
import { takeTurns } from "./turns.js";

/** @typedef {{ squarings: typeof squarings }} Kernels */

const compiled = (/** @type {string} */ file) => WebAssembly.compileStreaming(fetch(new URL(file, import.meta.url)));
const instance = await WebAssembly.instantiate(await compiled("engine-tests.wasm"));
const tests = /** @type {any} */ (instance.exports);
const kernel = await WebAssembly.instantiate(await compiled("sealpost/wasm/sealpost_kernel.wasm"), {
  env: { memory: tests.memory },
});
// The module calls fma52, which is a module of its own, through these entries of the function table.
const first = tests.__indirect_function_table.grow(3);
["square", "multiply", "multiply_one"].forEach((name, index) => {
  tests.__indirect_function_table.set(first + index, kernel.exports[name]);
});
if (!tests.install(first)) throw new Error("the kernel fma52 does not run here");

/** A multiple of 52, because the module's `squarings` makes 52 squarings in each call of the kernel. */
const COUNT = 52 * 2000;
/** The numbers of the kernels as parameters of the module's functions. */
const KERNELS = { mul28: 0, dot13: 1, fma52: 2 };

/**
 * Samples, by kernel, of the nanoseconds for one squaring of one number. Each squaring takes the result of the one
 * before.
 *
 * @param {{ bits: number, seconds: number }} how
 */
function squarings({ bits, seconds }) {
  const ways = { fma52: KERNELS.fma52, dot13: KERNELS.dot13 };
  return takeTurns(ways, seconds, 5, async (kernel) => {
    const started = performance.now();
    tests.squarings(kernel, bits, COUNT);
    // The kernels square two numbers at a time.
    return ((performance.now() - started) * 1e6) / COUNT / 2;
  });
}

Object.assign(globalThis, { bench: { squarings } });
