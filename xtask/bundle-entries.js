// Bundles the entries of the package that are not the modules of js/ themselves:
//
//   node xtask/bundle-entries.js workers FILE     what a worker of sealpost/inline runs
//   node xtask/bundle-entries.js commonjs FOLDER  js/cjs/: CommonJS for Node, and sealpost/inline as a classic script
//
// The first must be packed into js/embedded.js before the second runs. Both use esbuild, and change no source text.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build, transform } from "esbuild";

/** What each argument of the function `start` runs. */
const WORKERS = { keyring: "./keyring-worker.js", generator: "./generator-worker.js" };
const LICENSE = "/*! sealpost: MIT OR Apache-2.0. A policy must say worker-src blob: where the keyring is used. */";
/** Resolved against this, "./wasm/…" is in js/ and not in js/cjs/: the address has no "/" at its end. */
const ADDRESS = 'const address=require("node:url").pathToFileURL(__dirname).href;';
const settings = /** @type {const} */ ({ target: "es2022", legalComments: "none", logLevel: "error" });

/** Makes `./embedded.js` mean the variable `embedded` around the bundle. @type {import("esbuild").Plugin} */
const embeddedVariable = {
  name: "embedded-variable",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/embedded\.js$/ }, () => ({ path: "embedded", namespace: "variable" }));
    onLoad({ filter: /^/, namespace: "variable" }, () => ({ contents: "module.exports = embedded;" }));
  },
};

/**
 * The text of a function that takes a name, runs the module of that name, and returns its exports. Modules run only if
 * they are needed for that, because esbuild calls each at the first `require` of it.
 *
 * @param {Record<string, string>} modules Paths by name.
 */
async function startFunction(modules) {
  const cases = Object.entries(modules).map(
    ([name, path]) => `if (name === "${name}") module.exports = require("${path}");`,
  );
  const { outputFiles } = await build({
    ...settings,
    stdin: { contents: cases.join("\n"), resolveDir: "js" },
    write: false,
    bundle: true,
    format: "iife",
    globalName: "started",
    minify: true,
    plugins: [embeddedVariable],
    // A classic script brings everything along: nothing is found beside it. Any other use of `import.meta` is an error.
    define: { "import.meta.url": '"about:blank"' },
    logOverride: { "empty-import-meta": "error" },
  });
  return `(name, embedded) => {\n"use strict";\n${outputFiles[0]?.text}return started;\n}`;
}

/** @param {string} file */
async function workers(file) {
  writeFileSync(file, `const start = ${await startFunction(WORKERS)};\n`);
}

/**
 * Every module that the entries for Node need, as a module of CommonJS. They stay single modules, so that the entries
 * share their classes and the instance of the wasm module.
 *
 * @param {string} folder
 */
async function commonjs(folder) {
  const entryPoints = ["index", "keyring"].map((name) => `js/${name}.js`);
  // Bundled only to learn which modules there are. Annotations say that a module may be left out; here none is.
  const learning = /** @type {const} */ ({ bundle: true, format: "esm", metafile: true, write: false, outdir: folder });
  const { metafile } = await build({ ...settings, ...learning, entryPoints, ignoreAnnotations: true });
  for (const module of Object.keys(metafile.inputs)) {
    const source = readFileSync(module, "utf8");
    const { code } = await transform(source, {
      ...settings,
      format: "cjs",
      platform: "node",
      minifyWhitespace: true,
      lineLimit: 120,
      define: { "import.meta.url": "address" },
      // A script is in strict mode only if it says so; modules always are.
      banner: `"use strict";${source.includes("import.meta.url") ? ADDRESS : ""}`,
    });
    const file = join(folder, relative("js", module));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
  await classic(join(folder, "sealpost.classic.js"));
}

/**
 * sealpost/inline as one script: what `require` returns, or the global object `sealpost`. A worker runs the same function
 * as the page, made from its text, so that nothing is in the script twice.
 *
 * @param {string} file
 */
async function classic(file) {
  const { base, kernel } = await import("../js/embedded.js");
  const start = await startFunction({ ...WORKERS, page: "./inline.js" });
  writeFileSync(
    file,
    `${LICENSE}
(() => {
const start = ${start};
const embedded = { base: "${base}", kernel: "${kernel}", program: \`const start = \${start};\` };
const entry = start("page", embedded);
if (typeof exports === "object") {
  // Written as the TypeScript compiler does it: tools read from the text that there is a default export.
  Object.defineProperty(exports, "__esModule", { value: true });
  Object.assign(exports, entry);
  exports.default = entry.default;
} else globalThis.sealpost = { ...entry, init: entry.default };
})();
`,
  );
}

const [, , step, output = ""] = process.argv;
await (step === "workers" ? workers(output) : commonjs(output));
