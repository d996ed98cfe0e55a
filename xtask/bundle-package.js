// Writes the package's modules into the folder given as a production build delivers them: bundled and minified.
import { join } from "node:path";
import { build } from "esbuild";

const folder = process.argv[2] ?? "";
const settings = /** @type {const} */ ({ minify: true, target: "es2023", legalComments: "none", logLevel: "error" });

// What the entries share is written once, in chunks beside them: `import.meta.url` means the same folder everywhere.
await build({
  ...settings,
  entryPoints: ["index", "keyring", "keyring-worker", "generator-worker"].map((name) => `js/${name}.js`),
  outdir: folder,
  bundle: true,
  splitting: true,
  format: "esm",
  // A file of its own, so that whoever looks into an instance finds it.
  external: ["./wasm/sealpost.js"],
});
await build({ ...settings, entryPoints: ["js/wasm/sealpost.js"], outdir: join(folder, "wasm"), format: "esm" });
