// A fault in the accelerated kernel: its functions in a module's table are wrapped, so that they run and then something
// happens to their result.
import binaryen from "binaryen";

/** What the kernel's functions are called, in the order in which the loader puts them at the table's end. */
const TYPES = { square: ["i32", "i32", "i32", "i32", "i64", "i64"], multiply: ["i32", "i32", "i32", "i32"] };

/** The wrapping module: each function calls the kernel's, and then `fault` with the place of the result. */
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
 * Puts the wrapped functions in the place of the kernel's. Runs in a page, too: it names nothing from outside.
 *
 * @param {WebAssembly.Table} table
 * @param {Uint8Array} bytes of {@link wrapper}
 * @param {(result: number) => void} fault gets the address of each result, the two numbers' limbs in turns
 */
export function plant(table, bytes, fault) {
  const place = table.length - 2;
  const kernel = { square: table.get(place), multiply: table.get(place + 1) };
  const module = new WebAssembly.Module(/** @type {Uint8Array<ArrayBuffer>} */ (bytes));
  const { exports } = new WebAssembly.Instance(module, { env: { fault }, kernel });
  table.set(place, exports.square);
  table.set(place + 1, exports.multiply);
}
