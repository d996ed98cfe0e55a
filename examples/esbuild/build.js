import { build } from "esbuild";

// esbuild follows no `new URL(…, import.meta.url)`. The workers are entries, so that they stand beside main.js, where the
// package looks for them; the build script copies the wasm there.
await build({
  entryPoints: {
    main: "main.js",
    "keyring-worker": "sealpost/keyring-worker.js",
    "generator-worker": "sealpost/generator-worker.js",
  },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
});
