import resolve from "@rollup/plugin-node-resolve";

// Rollup follows no `new URL(…, import.meta.url)`. The workers are entries, so that they stand beside main.js, where the
// package looks for them; the build script copies the wasm there.
export default {
  input: {
    main: "main.js",
    "keyring-worker": "sealpost/keyring-worker.js",
    "generator-worker": "sealpost/generator-worker.js",
  },
  output: { dir: "dist", chunkFileNames: "[name]-[hash].js" },
  plugins: [resolve({ browser: true })],
};
