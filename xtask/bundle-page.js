// Bundles the page in the given folder, which has the page's modules and the package in `sealpost/`: one script for the
// page, one for its language, which runs before, and one for each part that is loaded later; one for each worker; one
// stylesheet for the first view, and those of the later parts. The bundles are minified, as the bundles of the package
// are; www/ has the readable modules, from which anybody can make the same bytes. index.html preloads all that the
// first two scripts import statically, so that the browser requests it at once. Each worker's script is in
// a folder named by the SHA-256 of the script: a page that was loaded before an update never starts a newer worker.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { build, transform } from "esbuild";

const folder = resolve(process.argv[2] ?? "");
const settings = /** @type {const} */ ({
  absWorkingDir: folder,
  outdir: ".",
  allowOverwrite: true,
  bundle: true,
  format: "esm",
  target: "es2023",
  legalComments: "none",
  logLevel: "error",
  metafile: true,
  chunkNames: "[name]-[hash]",
  minify: true,
  // Korean as it is, not as escapes of six bytes a syllable: modules and workers are always read as UTF-8.
  charset: "utf8",
  // By `sideEffects`, package.json says that most modules do nothing when they are imported, and esbuild leaves out an
  // unused one. The workers' modules do their work when they are imported.
  ignoreAnnotations: true,
});

// Each worker is a single file, so that it can start after one response instead of several in turn.
const workers = await build({ ...settings, entryPoints: ["workers/*-worker.js"], write: false });
const folders = Object.fromEntries(
  workers.outputFiles.map(({ path, contents }) => {
    const hash = createHash("sha256").update(contents).digest("hex");
    mkdirSync(join(folder, "workers", hash));
    writeFileSync(join(folder, "workers", hash, basename(path)), contents);
    return [basename(path, "-worker.js"), hash];
  }),
);
const workerFiles = join(folder, "site/worker-files.js");
const source = readFileSync(workerFiles, "utf8");
const placeholder = 'const folders = { keyring: "", generator: "", cipher: "", files: "" };';
if (!source.includes(placeholder)) throw new Error("www/site/worker-files.js has no placeholder for the folders");
writeFileSync(workerFiles, source.replace(placeholder, `const folders = ${JSON.stringify(folders)};`));

// Of the hash functions in @noble/hashes only SHA-256 remains: that package's annotations say what can be left out.
const hashes = await build({
  ...settings,
  outdir: undefined,
  outfile: "vendor/noble/sha2.js",
  stdin: { contents: 'export { sha256 } from "./vendor/noble/sha2.js";', resolveDir: folder },
  ignoreAnnotations: false,
});

// language.js runs before the rest has loaded, so it is an entry of its own.
const entries = ["i18n/language.js", "main.js"];
const split = /** @type {const} */ ({ ...settings, entryPoints: entries, splitting: true, external: ["./sealpost/*"] });
const { inputs } = (await build({ ...split, write: false })).metafile;
/** What a module imports. @param {string} file @param {"import-statement" | "dynamic-import"} how */
const importsOf = (file, how) =>
  (inputs[file]?.imports ?? []).filter(({ kind, external }) => kind === how && !external).map(({ path }) => path);
/** What a module imports by static imports, directly or indirectly. @param {string} entry */
function allOf(entry) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const queue = [entry]; queue.length > 0; ) {
    for (const file of importsOf(queue.pop() ?? "", "import-statement")) {
      if (!found.has(file)) queue.push(file);
      found.add(file);
    }
  }
  return found;
}
const usual = allOf("main.js");
// What language.js imports later, it waits for before main.js runs.
const early = new Set(["i18n/language.js", ...allOf("i18n/language.js")]);
const later = new Set(
  Object.keys(inputs).flatMap((file) => (early.has(file) ? [] : importsOf(file, "dynamic-import"))),
);
/**
 * esbuild makes a chunk for each set of entries that need a module, and each is a request, and a text that gzip compresses
 * by itself. Here each part that is loaded later imports what main.js imports, which is loaded by then, so that these
 * modules are needed by the same entries.
 *
 * @type {import("esbuild").Plugin}
 */
const together = {
  name: "together",
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      if (!later.has(relative(folder, path).split(sep).join("/"))) return undefined;
      const imports = [...usual].map((file) => `import ${JSON.stringify(join(folder, file))};\n`);
      return { contents: imports.join("") + readFileSync(path, "utf8"), loader: "js" };
    });
  },
};
const page = await build({ ...split, plugins: [together] });
// Removes the modules that are now in a bundle.
const written = new Set(Object.keys(page.metafile.outputs));
const bundled = [page, workers, hashes].flatMap(({ metafile }) => Object.keys(metafile.inputs));
for (const file of bundled) {
  if (!file.startsWith("sealpost/") && !written.has(file)) rmSync(join(folder, file), { force: true });
}

/**
 * The modules that the entries import by static imports, directly or indirectly. A module that `import()` loads later
 * is not among them.
 *
 * @type {Set<string>}
 */
const first = new Set();
/** Adds the static imports of a bundle to `first`. @param {string} output The bundle's path in the metafile. */
function reach(output) {
  for (const { path, kind, external } of page.metafile.outputs[output]?.imports ?? []) {
    const file = external ? path.replace(/^(\.\.?\/)+/, "") : path;
    if (kind !== "import-statement" || first.has(file)) continue;
    first.add(file);
    reach(file);
  }
}
for (const entry of entries) reach(entry);
const packaged = [...first].filter((file) => file.startsWith("sealpost/"));
// The package's files are external to the page's bundles, so a build of their own shows what they import.
const { metafile: reached } = await build({ ...settings, entryPoints: packaged, write: false, splitting: true });
const modules = new Set([...first, ...Object.keys(reached.inputs)].filter((file) => !entries.includes(file)));
const preloads = [
  ...[...modules].sort().map((file) => `<link rel="modulepreload" href="${file}">`),
  // The first view does not wait for it, and it is larger than everything that the first view waits for.
  '<link rel="preload" href="sealpost/wasm/sealpost_bg.wasm" as="fetch" crossorigin fetchpriority="low">',
];

// Joins the stylesheets.
const document = join(folder, "index.html");
const sheet = /^<link rel="stylesheet" href="([^"]+)">\n/gm;
const html = readFileSync(document, "utf8");
const sheets = [...html.matchAll(sheet)].map(([, href = ""]) => href);
const styles = sheets.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
for (const file of sheets) rmSync(join(folder, file));
writeFileSync(
  join(folder, "style.css"),
  (await transform(styles, { loader: "css", target: "es2023", minify: true })).code,
);
// Each of these is loaded with the part that it styles.
const laterSheets = join(folder, "styles/later");
for (const name of readdirSync(laterSheets)) {
  const file = join(laterSheets, name);
  const minified = await transform(readFileSync(file, "utf8"), { loader: "css", target: "es2023", minify: true });
  writeFileSync(file, minified.code);
}
writeFileSync(
  document,
  html
    .replace(sheet, (_, href) => (href === sheets[0] ? '<link rel="stylesheet" href="style.css">\n' : ""))
    .replace(/^<script type="module"/m, (whole) => `${preloads.join("\n")}\n${whole}`),
);

// These scripts import nothing and are not bundled. esbuild removes the comments of both. It minifies app/first.js
// only: finish-site.js later looks for lines of sw.js to put the list of files there, and minifies it then.
for (const file of ["app/first.js", "sw.js"]) {
  const path = join(folder, file);
  writeFileSync(
    path,
    (await transform(readFileSync(path, "utf8"), { target: "es2023", minify: file !== "sw.js" })).code,
  );
}

removeEmpty(folder);

/** Removes the folders that have no files any more. @param {string} folder */
function removeEmpty(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    removeEmpty(path);
    if (readdirSync(path).length === 0) rmdirSync(path);
  }
}
