// Plants faults in the accelerated kernel: its functions in the module's table are replaced by functions that call them
// and then change their result.
import binaryen from "binaryen";

/** The kernel's functions and the types of their parameters, in their order at the end of the table. */
const TYPES = { square: ["i32", "i32", "i32", "i32", "i64", "i64"], multiply: ["i32", "i32", "i32", "i32"] };

/** A wasm module whose functions call those of the kernel, and then `fault` with the address of the result. */
export function wrapper() {
  const functions = Object.entries(TYPES).map(([name, types]) => {
    const parameters = types.map((type) => `(param ${type})`).join(" ");
    const given = types.map((_, index) => `(local.get ${index})`).join(" ");
    return {
      imported: `(import "kernel" "${name}" (func $${name} ${parameters}))`,
      defined: `(func (export "${name}") ${parameters} (call $${name} ${given}) (call $fault (local.get 0)))`,
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
 * Replaces the kernel's functions in the table. A page gets the text of this function, so it uses nothing from outside.
 *
 * @param {WebAssembly.Table} table
 * @param {Uint8Array} bytes of {@link wrapper}
 * @param {(result: number) => void} fault gets the address of each result: the limbs of two numbers, interleaved
 */
export function plant(table, bytes, fault) {
  const place = table.length - 2;
  const kernel = { square: table.get(place), multiply: table.get(place + 1) };
  const module = new WebAssembly.Module(/** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  const { exports } = new WebAssembly.Instance(module, { env: { fault }, kernel });
  table.set(place, exports.square);
  table.set(place + 1, exports.multiply);
}
