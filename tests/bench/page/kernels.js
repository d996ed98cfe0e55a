// Times squarings with the kernels fma52 and dot13, in the wasm module of the engine's property tests.
import { takeTurns } from "./turns.js";

/** @typedef {{ squarings: typeof squarings }} Kernels */

const compiled = (/** @type {string} */ file) => WebAssembly.compileStreaming(fetch(new URL(file, import.meta.url)));
const instance = await WebAssembly.instantiate(await compiled("engine-tests.wasm"));
const tests = /** @type {any} */ (instance.exports);
const kernel = await WebAssembly.instantiate(await compiled("sealpost/wasm/sealpost_kernel.wasm"), {
  env: { memory: tests.memory },
});
const slot = tests.__indirect_function_table.grow(2);
tests.__indirect_function_table.set(slot, kernel.exports.square);
tests.__indirect_function_table.set(slot + 1, kernel.exports.multiply);
if (!tests.install(slot, slot + 1)) throw new Error("the accelerated kernel does not run here");

/** A multiple of 52, because `squarings` makes 52 squarings in each call of the kernel. */
const COUNT = 52 * 2000;
/** The numbers of the kernels as parameters of the module's functions. */
const KERNELS = { mul28: 0, dot13: 1, fma52: 2 };

/**
 * Nanoseconds for one squaring of one number. Each squaring takes the result of the last one.
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
