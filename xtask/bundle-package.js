// Writes the package's modules, bundled and minified as by a production build, into the given folder.
import { join } from "node:path";
import { build } from "esbuild";

const folder = process.argv[2] ?? "";
const settings = /** @type {const} */ ({ minify: true, target: "es2023", legalComments: "none", logLevel: "error" });

/**
 * Leaves the bindings of the wasm module in a file of their own: the tests and the benchmark import it to inspect an
 * instance.
 *
 * @type {import("esbuild").Plugin}
 */
const separateBindings = {
  name: "separate-bindings",
  setup({ onResolve }) {
    onResolve({ filter: /\/wasm\/sealpost\.js$/ }, () => ({ path: "./wasm/sealpost.js", external: true }));
  },
};

const bundles = /** @type {const} */ ({
  ...settings,
  outdir: folder,
  bundle: true,
  format: "esm",
  plugins: [separateBindings],
});
// Code that several entries share is written once, in chunks in the same folder, so that `import.meta.url` has the same
// folder everywhere.
const entryPoints = ["index", "keyring", "files"].map((name) => `js/${name}.js`);
await build({ ...bundles, entryPoints, splitting: true });
// The workers as in the package, but with separate bindings.
await build({
  ...bundles,
  entryPoints: ["keyring", "generator", "cipher", "files"].map((kind) => `js/scripts/${kind}-worker.js`),
  ignoreAnnotations: true,
  define: { "import.meta.url": '"about:blank"' },
});
await build({
  ...settings,
  entryPoints: ["js/wasm/sealpost.js"],
  outdir: join(folder, "wasm"),
  bundle: true,
  format: "esm",
});
