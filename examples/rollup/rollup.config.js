import resolve from "@rollup/plugin-node-resolve";
import sealpost from "sealpost/rollup";

export default {
  input: "main.js",
  output: { dir: "dist", assetFileNames: "assets/[name]-[hash][extname]", chunkFileNames: "assets/[name]-[hash].js" },
  plugins: [resolve(), sealpost()], // emits the wasm and the workers
};
