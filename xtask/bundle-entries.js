// Bundles the generated entries of the package:
//
//   node xtask/bundle-entries.js workers FILE     the program of the workers of sealpost/inline
//   node xtask/bundle-entries.js commonjs FOLDER  js/cjs/: CommonJS for Node, and sealpost/inline as a classic script
//
// The output of the first must be in js/embedded.js before the second runs.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build, transform } from "esbuild";

/** The module that the function `start` runs, by its argument. */
const WORKERS = { keyring: "./keyring-worker.js", generator: "./generator-worker.js" };
const LICENSE = "/*! sealpost: MIT OR Apache-2.0. A policy must say worker-src blob: where the keyring is used. */";
/** The value of `import.meta.url`. It has no "/" at its end, so that "./wasm/…" relative to it is in js/ and not in js/cjs/. */
const ADDRESS = 'const address=require("node:url").pathToFileURL(__dirname).href;';
const settings = /** @type {const} */ ({ target: "es2022", legalComments: "none", logLevel: "error" });

/** Replaces the module `./embedded.js` by the variable `embedded` of the enclosing function. @type {import("esbuild").Plugin} */
const embeddedVariable = {
  name: "embedded-variable",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/embedded\.js$/ }, () => ({ path: "embedded", namespace: "variable" }));
    onLoad({ filter: /^/, namespace: "variable" }, () => ({ contents: "module.exports = embedded;" }));
  },
};

/**
 * The text of a function that takes a name, runs the module of that name, and returns its exports. It runs no other
 * modules than that one needs, because esbuild runs each at its first `require`.
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
    // A classic script has no address to load other files from. Any other use of `import.meta` is an error.
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
 * Writes every module that the entries for Node need as a CommonJS module. They are not bundled, so that the entries
 * share classes and the instance of the wasm module.
 *
 * @param {string} folder
 */
async function commonjs(folder) {
  const entryPoints = ["index", "keyring"].map((name) => `js/${name}.js`);
  // This bundle only shows which modules there are. Annotations that allow to leave modules out are ignored.
  const listing = /** @type {const} */ ({ bundle: true, format: "esm", metafile: true, write: false, outdir: folder });
  const { metafile } = await build({ ...settings, ...listing, entryPoints, ignoreAnnotations: true });
  for (const module of Object.keys(metafile.inputs)) {
    const source = readFileSync(module, "utf8");
    const { code } = await transform(source, {
      ...settings,
      format: "cjs",
      platform: "node",
      minifyWhitespace: true,
      lineLimit: 120,
      define: { "import.meta.url": "address" },
      // Unlike a module, a script is in strict mode only with this directive.
      banner: `"use strict";${source.includes("import.meta.url") ? ADDRESS : ""}`,
    });
    const file = join(folder, relative("js", module));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
  await classic(join(folder, "sealpost.classic.js"));
}

/**
 * Writes sealpost/inline as one script. It sets `exports`, or the global object `sealpost`. The workers run the same
 * function as the page, from its text, so that the script contains everything once.
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
  // In the form that the TypeScript compiler writes: tools recognise a default export by it.
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
