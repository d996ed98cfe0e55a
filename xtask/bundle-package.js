// Writes the package's modules into the folder given as a production build delivers them: bundled and minified.
import { join } from "node:path";
import { build } from "esbuild";

const folder = process.argv[2] ?? "";
const settings = /** @type {const} */ ({ minify: true, target: "es2023", legalComments: "none", logLevel: "error" });

/**
 * Leaves the bindings a file of their own beside the bundle: the tests and the benchmark look into an instance by them.
 *
 * @type {import("esbuild").Plugin}
 */
const separateBindings = {
  name: "separate-bindings",
  setup({ onResolve }) {
    onResolve({ filter: /\/wasm\/sealpost\.js$/ }, () => ({ path: "./wasm/sealpost.js", external: true }));
  },
};

// What the entries share is written once, in chunks beside them: `import.meta.url` means the same folder everywhere.
await build({
  ...settings,
  entryPoints: ["index", "keyring", "keyring-worker", "generator-worker"].map((name) => `js/${name}.js`),
  outdir: folder,
  bundle: true,
  splitting: true,
  format: "esm",
  plugins: [separateBindings],
});
await build({ ...settings, entryPoints: ["js/wasm/sealpost.js"], outdir: join(folder, "wasm"), format: "esm" });
