// The functions that products.test.js runs in Node and in pages. A page gets only the text of a function, so each
// function uses nothing from outside itself.

/**
 * The exports of the wasm module of the engine's tests (tests/engine/src/lib.rs). A `kernel` is 0 for mul28, 1 for
 * dot13, 2 for fma52 where it is installed, else dot13.
 *
 * @typedef {object} Tests
 * @property {WebAssembly.Memory} memory
 * @property {WebAssembly.Table} __indirect_function_table
 * @property {(square: number, multiply: number) => number} install
 * @property {() => number} accelerated
 * @property {(bits: number, count: number, seed: bigint) => number} products
 * @property {(kernel: number) => number} wrong
 * @property {(kernel: number, bits: number, count: number, seed: bigint) => number} powers
 * @property {(kernel: number, bits: number, seed: bigint) => bigint} search
 */

/**
 * Instantiates the engine's tests, with the accelerated kernel in their table as the package's loader puts it there.
 * Returns whether that kernel runs.
 *
 * @param {{ tests: string, kernel: string, wrapper?: string, plant?: string }} modules in base64, and the text
 *   of the function `plant`; with a wrapper, every thousandth result has one wrong bit
 */
export function setUp({ tests, kernel, wrapper, plant }) {
  const bytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const module = new WebAssembly.Module(bytes(tests));
  const instance = /** @type {Tests} */ (/** @type {unknown} */ (new WebAssembly.Instance(module).exports));
  const table = instance.__indirect_function_table;
  if (WebAssembly.validate(bytes(kernel))) {
    const env = { memory: instance.memory };
    const { square, multiply } = new WebAssembly.Instance(new WebAssembly.Module(bytes(kernel)), { env }).exports;
    const slot = table.grow(2);
    table.set(slot, square);
    table.set(slot + 1, multiply);
    instance.install(slot, slot + 1);
  }
  if (wrapper && plant) {
    let calls = 0;
    const fault = (/** @type {number} */ result) => {
      calls += 1;
      if (calls % 1000 === 0) new Uint32Array(instance.memory.buffer, result, 8)[4] ^= 1 << 20;
    };
    new Function(`return ${plant}`)()(table, bytes(wrapper), fault);
  }
  Object.assign(globalThis, { engineTests: instance });
  return instance.accelerated() === 1;
}

/**
 * Computes products modulo numbers of `bits` bits. Returns how many products each kernel has computed in this call, and
 * how many products of each kernel have been wrong so far.
 *
 * @param {{ bits: number, count: number, seed: number }} numbers
 */
export function products({ bits, count, seed }) {
  const { engineTests } = /** @type {{ engineTests: Tests }} */ (/** @type {unknown} */ (globalThis));
  return {
    made: engineTests.products(bits, count, BigInt(seed)),
    wrong: [0, 1, 2].map((kernel) => engineTests.wrong(kernel)),
  };
}

/**
 * Computes `2·count` powers modulo numbers of `bits` bits with each kernel. Returns how many are wrong, by kernel.
 *
 * @param {{ bits: number, count: number, seed: number }} numbers
 */
export function powers({ bits, count, seed }) {
  const { engineTests } = /** @type {{ engineTests: Tests }} */ (/** @type {unknown} */ (globalThis));
  return [0, 1, 2].map((kernel) => engineTests.powers(kernel, bits, count, BigInt(seed)));
}

/**
 * Searches `count` primes for moduli of `bits` bits, one for each seed from `first` on. Returns for each prime how many
 * candidates were tested, and a checksum of the prime.
 *
 * @param {{ kernel: number, bits: number, first: number, count: number }} numbers
 */
export function primes({ kernel, bits, first, count }) {
  const { engineTests } = /** @type {{ engineTests: Tests }} */ (/** @type {unknown} */ (globalThis));
  return Array.from({ length: count }, (_, index) => {
    const found = BigInt.asUintN(64, engineTests.search(kernel, bits, BigInt(first + index)));
    return { candidates: Number(found & 0xffff_ffffn), checksum: Number(found >> 32n) };
  });
}
