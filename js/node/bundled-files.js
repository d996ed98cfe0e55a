// The files that a bundle needs beside itself, and the expressions that name them: shared by the plugins for bundlers.

const WASM = ["sealpost_bg", "sealpost_kernel", "sealpost_age", "sealpost_encrypt_bg"].map(
  (name) => `wasm/${name}.wasm`,
);
const WORKERS = ["keyring-worker.js", "generator-worker.js", "cipher-worker.js", "files-worker.js"];

/**
 * The expression by which js/wasm-files.js, js/worker-files.js, js/files-urls.js, js/encrypt.bundle.js and the entries
 * for `import` in Node name a file.
 *
 * @param {string} file
 */
const expression = (file) => `new URL("./${file}", import.meta.url)`;

/**
 * The files that a module names, each with whether it is a worker. Most modules name none.
 *
 * @param {string} code The module's source text.
 */
export function filesNamedIn(code) {
  const files = [...WASM, ...WORKERS].filter((file) => code.includes(expression(file)));
  return files.map((file) => ({ file, isWorker: WORKERS.includes(file) }));
}

/**
 * Replaces the expressions that name files by others.
 *
 * @param {string} code
 * @param {Map<string, string>} expressions The new expression for each file.
 */
export function replaced(code, expressions) {
  let text = code;
  for (const [file, other] of expressions) text = text.replaceAll(expression(file), other);
  return text;
}
