import { cpSync } from "node:fs";
import { build } from "esbuild";
import sealpost from "sealpost/esbuild";

await build({
  entryPoints: ["main.js"],
  bundle: true,
  minify: true,
  format: "esm", // a classic script has no `import.meta.url`, beside which the files are
  outdir: "dist",
  assetNames: "assets/[name]-[hash]",
  plugins: [sealpost()], // emits the wasm and the workers
});
cpSync("index.html", "dist/index.html");
