// Plants faults in the accelerated kernel: replaces its functions in the wasm module's function table by functions that
// call them and then change the result.
import binaryen from "binaryen";

/**
 * The kernel's functions and the types of their parameters. The loader has appended the functions to the table in this
 * order. The first parameter is the address of an operand, which the function replaces by its result.
 */
const PARAMETERS = {
  square: ["i32", "i32", "i32", "i32", "i64", "i64"],
  multiply: ["i32", "i32", "i32", "i32"],
  multiply_one: ["i32", "i32", "i32", "i32", "i32", "i64"],
};

/**
 * Builds a wasm module that imports the kernel's functions and `fault`, and exports functions of the names of the
 * kernel's. Each exported function calls the kernel's function of its name, and then `fault` with the address of the
 * result. Returns the module's bytes.
 */
export function wrapper() {
  const functions = Object.entries(PARAMETERS).map(([name, types]) => {
    const parameters = types.map((type) => `(param ${type})`).join(" ");
    const args = types.map((_, index) => `(local.get ${index})`).join(" ");
    return {
      imported: `(import "kernel" "${name}" (func $${name} ${parameters}))`,
      defined: `(func (export "${name}") ${parameters} (call $${name} ${args}) (call $fault (local.get 0)))`,
    };
  });
  const imports = ['(import "env" "fault" (func $fault (param i32)))', ...functions.map(({ imported }) => imported)];
  const module = binaryen.parseText(
    `(module ${imports.join("\n")} ${functions.map(({ defined }) => defined).join("\n")})`,
  );
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/**
 * Replaces the kernel's functions in the table by those of the wrapper. A test sends the source text of this function
 * to a page, so it must not refer to anything outside itself.
 *
 * @param {WebAssembly.Table} table
 * @param {Uint8Array} bytes what {@link wrapper} returned
 * @param {(result: number) => void} fault is called with the address of each result, which holds the limbs of two
 * numbers, interleaved
 */
export function plant(table, bytes, fault) {
  const names = ["square", "multiply", "multiply_one"];
  const slot = table.length - names.length;
  const kernel = Object.fromEntries(names.map((name, index) => [name, table.get(slot + index)]));
  const module = new WebAssembly.Module(/** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  const { exports } = new WebAssembly.Instance(module, { env: { fault }, kernel });
  names.forEach((name, index) => table.set(slot + index, exports[name]));
}
