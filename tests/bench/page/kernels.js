// Times squarings with each kernel, in the wasm module of the engine's property tests.
import { takeTurns } from "./turns.js";

/** @typedef {{ squarings: typeof squarings }} Kernels */

const compiled = (/** @type {string} */ file) => WebAssembly.compileStreaming(fetch(new URL(file, import.meta.url)));
const instance = await WebAssembly.instantiate(await compiled("engine-tests.wasm"));
const tests = /** @type {any} */ (instance.exports);
const kernel = await WebAssembly.instantiate(await compiled("sealpost/wasm/sealpost_kernel.wasm"), {
  env: { memory: tests.memory },
});
const place = tests.__indirect_function_table.grow(2);
tests.__indirect_function_table.set(place, kernel.exports.square);
tests.__indirect_function_table.set(place + 1, kernel.exports.multiply);
if (!tests.install(place, place + 1)) throw new Error("the accelerated kernel does not run here");

const COUNT = 52 * 2000;
const NUMBERS = { mul28: 0, dot13: 1, fma52: 2 };

/**
 * Nanoseconds for one squaring of one number. Each squaring takes the result of the last one.
 *
 * @param {{ bits: number, seconds: number }} how
 */
function squarings({ bits, seconds }) {
  const ways = { fma52: NUMBERS.fma52, dot13: NUMBERS.dot13 };
  return takeTurns(ways, seconds, 5, async (number) => {
    const started = performance.now();
    tests.squarings(number, bits, COUNT);
    // The kernels square two numbers at a time.
    return ((performance.now() - started) * 1e6) / COUNT / 2;
  });
}

Object.assign(globalThis, { bench: { squarings } });
