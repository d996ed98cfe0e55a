// What a page downloads that only sends: sealpost/encrypt, bundled and minified with esbuild, and its wasm.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const PROGRAM = `import init, { PublicKey, isSealpostError, seal } from "./encrypt.bundle.js";
await init();
console.log(seal("text", PublicKey.parse(location.hash)), isSealpostError);`;

/**
 * The minified script, and the gzipped bytes of script and wasm.
 *
 * @param {URL} folder The folder js/ of the package.
 */
export async function sending(folder) {
  const stdin = { contents: PROGRAM, resolveDir: fileURLToPath(folder) };
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  const script = outputFiles[0]?.text ?? "";
  const wasm = await readFile(new URL("wasm/sealpost_encrypt_bg.wasm", folder));
  const [ofScript = 0, ofWasm = 0] = [script, wasm].map((data) => gzipSync(data, { level: 9 }).length);
  return { script, sizes: { script: ofScript, wasm: ofWasm } };
}
