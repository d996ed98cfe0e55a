// Bundles the generated entries of the package:
//
//   node xtask/bundle-entries.js scripts FOLDER   the workers, each as one file
//   node xtask/bundle-entries.js workers FILE     the script that each worker of sealpost/inline runs
//   node xtask/bundle-entries.js commonjs FOLDER  js/cjs/: CommonJS for Node, and sealpost/inline as a classic script
//   node xtask/bundle-entries.js encrypt FILE     sealpost/encrypt as an ES module, and for Node as CommonJS
//
// The third copies the wasm modules from js/embedded.js. The build writes that file after the second step, whose output
// it has too.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { build, transform } from "esbuild";

/** The scripts of the workers, by the name that the function `start` is called with. */
const WORKERS = {
  keyring: "./scripts/keyring-worker.js",
  generator: "./scripts/generator-worker.js",
  cipher: "./scripts/cipher-worker.js",
};
/** The script of the worker for files, which sealpost/inline does not contain. */
const FILES_WORKER = "./scripts/files-worker.js";
/** What a generator uses of the bindings of the wasm module. */
const GENERATOR_BINDINGS = ["functionTable", "installKernel", "RawPrimeSearch", "confirmPrimes"];
const LICENSE = "/*! sealpost: MIT OR Apache-2.0. A policy must say worker-src blob: where the keyring is used. */";
/**
 * Replaces `import.meta.url` in CommonJS. The URL of the folder js/cjs has no "/" at its end, so that "./wasm/…"
 * relative to it is in js/, where the wasm and the workers are. A getter computes the URL when it is read, and not when
 * the module runs: a bundle that is an ES module has neither `require` nor `__dirname`.
 */
const ADDRESS = 'const moduleAddress={get href(){return require("node:url").pathToFileURL(__dirname).href}};';
const settings = /** @type {const} */ ({ target: "es2022", legalComments: "none", logLevel: "error" });

/**
 * Replaces the module `./embedded.js` by the variable `embedded` of the enclosing function.
 *
 * @type {import("esbuild").Plugin}
 */
const embeddedVariable = {
  name: "embedded-variable",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/embedded\.js$/ }, () => ({ path: "embedded", namespace: "variable" }));
    onLoad({ filter: /^/, namespace: "variable" }, () => ({ contents: "module.exports = embedded;" }));
  },
};

/**
 * Returns the source of a function that takes a name, runs the module of that name, and returns its exports. A call
 * runs only the named module and those that this module imports, because esbuild runs each module at its first
 * `require`.
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
    // `import.meta` does not exist in a classic script, which loads no other files. Any use of it but `url` is an
    // error.
    define: { "import.meta.url": '"about:blank"' },
    logOverride: { "empty-import-meta": "error" },
  });
  return `(name, embedded) => {\n"use strict";\n${outputFiles[0]?.text}return started;\n}`;
}

/**
 * Leaves out of a bundle the bindings of the wasm module that are not in `names`, and the classes that only those use.
 * esbuild cannot find out which ones are used: `call` in js/module/instance.js passes all of them on as one object.
 *
 * @param {string[]} names
 * @returns {import("esbuild").Plugin}
 */
const onlyBindings = (names) => ({
  name: "only-bindings",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]wasm[\\/]sealpost\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const exported = /^export (?=(?:class|function) (\w+))/gm;
      const missing = names.filter((name) => !new RegExp(`^export (?:class|function) ${name}\\b`, "m").test(source));
      if (missing.length > 0) throw new Error(`the bindings have no ${missing.join(", ")}`);
      const contents = source
        .replaceAll(exported, (whole, name) => (names.includes(name) ? whole : ""))
        // These statements have effects that would keep each class in the bundle. Workers do not use `Symbol.dispose`.
        .replaceAll(/^if \(Symbol\.dispose\) .*$/gm, "")
        .replaceAll("new FinalizationRegistry", "/* @__PURE__ */ new FinalizationRegistry");
      return { contents, loader: "js" };
    });
  },
});

/**
 * Writes each worker as one file. A worker of many modules starts several times slower: the browser requests the
 * modules of each depth of imports only after those above.
 *
 * @param {string} folder
 */
async function scripts(folder) {
  const shared = /** @type {const} */ ({
    ...settings,
    outdir: folder,
    bundle: true,
    format: "esm",
    // No `lineLimit`: with it esbuild continues a template literal on the next line. Rollup indents that line, and the
    // indentation becomes part of the literal.
    minify: true,
    // A worker gets the wasm modules from the page. A bundler that finds the modules' addresses in a worker's script
    // would put the modules into its output a second time.
    define: { "import.meta.url": '"about:blank"' },
    logOverride: { "empty-import-meta": "error" },
  });
  const { generator, ...others } = { ...WORKERS, files: FILES_WORKER };
  // The scripts run when they are imported, whatever `sideEffects` in package.json says of the modules.
  const entryPoints = Object.values(others).map((path) => join("js", path));
  await build({ ...shared, entryPoints, ignoreAnnotations: true });
  await build({ ...shared, entryPoints: [join("js", generator)], plugins: [onlyBindings(GENERATOR_BINDINGS)] });
}

/** @param {string} file */
async function workers(file) {
  writeFileSync(file, `const start = ${await startFunction(WORKERS)};\n`);
}

/**
 * Writes every module that the entries for Node need as a CommonJS module. The modules are not bundled, so that the
 * entries share classes and the instance of the wasm module.
 *
 * @param {string} folder
 */
async function commonjs(folder) {
  const entryPoints = ["index", "keyring", "files"].map((name) => `js/${name}.js`);
  // This bundle is not written: only its list of modules is used. Without `ignoreAnnotations`, esbuild would leave out
  // modules for which `sideEffects` in package.json allows it.
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
      define: { "import.meta.url": "moduleAddress.href" },
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
 * Replaces the bindings and the addresses of the main module by those of the module of sealpost/encrypt, and the kernel by
 * nothing.
 *
 * @type {import("esbuild").Plugin}
 */
const encryptModule = {
  name: "encrypt-module",
  setup({ onResolve }) {
    onResolve({ filter: /\/wasm\/sealpost\.js$/ }, () => ({ path: resolve("js/encrypt/module.js") }));
    onResolve({ filter: /\/wasm-files\.js$/ }, () => ({ path: resolve("js/encrypt/files.js") }));
    onResolve({ filter: /\/kernel\.js$/ }, () => ({ path: resolve("js/encrypt/kernel.js") }));
  },
};

/**
 * Writes sealpost/encrypt: an ES module beside the folder with the wasm, and a CommonJS module in js/cjs/.
 *
 * @param {string} file
 */
async function encrypt(file) {
  const bundled = /** @type {const} */ ({
    ...settings,
    entryPoints: ["js/encrypt.js"],
    bundle: true,
    minifyWhitespace: true,
    plugins: [encryptModule],
  });
  await build({ ...bundled, format: "esm", outfile: file });
  // The plugins for bundlers find the address of the wasm by its expression (js/node/bundled-files.js).
  writeFileSync(file, readFileSync(file, "utf8").replace(",import.meta.url)", ", import.meta.url)"));
  await build({
    ...bundled,
    entryPoints: ["js/encrypt/node.js"],
    format: "cjs",
    platform: "node",
    outfile: "js/cjs/encrypt.js",
    define: { "import.meta.url": "moduleAddress.href" },
    banner: { js: `"use strict";${ADDRESS}` },
  });
}

/**
 * Writes sealpost/inline as one script, which sets `exports` or the global variable `sealpost`. The page and the
 * workers run the same function `start`, the workers from its source text, so that the script contains every module
 * once.
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
const steps = { scripts, workers, commonjs, encrypt };
await steps[/** @type {keyof typeof steps} */ (step)](output);
