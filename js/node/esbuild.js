// The entry sealpost/esbuild: a plugin for esbuild. It copies the wasm modules and bundles the workers, under the names
// of `assetNames`, which esbuild does not do by itself.
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { filesNamedIn, replaced } from "./bundled-files.js";

/** The namespace of the files that become assets. */
const NAMESPACE = "sealpost-asset";
/** The options of the build with which the workers are bundled too. */
const SHARED = [
  "minify",
  "minifyWhitespace",
  "minifyIdentifiers",
  "minifySyntax",
  "target",
  "legalComments",
  "charset",
];

/**
 * The members of an esbuild plugin that this one has.
 *
 * @typedef {object} SealpostPlugin
 * @property {string} name
 * @property {(build: any) => void} setup
 */

/**
 * The plugin, for `plugins` in the options of esbuild. The format must be "esm".
 *
 * @returns {SealpostPlugin}
 */
export default function sealpost() {
  return { name: "sealpost", setup };
}

/** @param {any} build */
function setup({ onResolve, onLoad, esbuild, initialOptions }) {
  onLoad(
    { filter: /[\\/](?:(?:wasm|worker)-files|files-urls|encrypt\.bundle)\.js$/ },
    async (/** @type {{ path: string }} */ { path }) => {
      const code = await readFile(path, "utf8");
      const files = filesNamedIn(code);
      if (files.length === 0) return undefined;
      const imports = files.map(
        ({ file }, at) => `import asset${at} from ${JSON.stringify(`${NAMESPACE}:${file}`)};\n`,
      );
      // The path of an asset is relative to the bundle, or has the option `publicPath` before it.
      const urls = new Map(files.map(({ file }, at) => [file, `new URL(asset${at}, import.meta.url)`]));
      return { contents: imports.join("") + replaced(code, urls), loader: "js", resolveDir: dirname(path) };
    },
  );
  onResolve({ filter: new RegExp(`^${NAMESPACE}:`) }, (/** @type {{ path: string, resolveDir: string }} */ asset) => {
    return { path: join(asset.resolveDir, asset.path.slice(NAMESPACE.length + 1)), namespace: NAMESPACE };
  });
  onLoad({ filter: /^/, namespace: NAMESPACE }, async (/** @type {{ path: string }} */ { path }) => {
    if (path.endsWith(".wasm")) return { contents: await readFile(path), loader: "file" };
    const options = Object.fromEntries(SHARED.map((name) => [name, initialOptions[name]]));
    const { outputFiles } = await esbuild.build({
      ...options,
      entryPoints: [path],
      outfile: basename(path),
      bundle: true,
      format: "esm",
      write: false,
    });
    return { contents: outputFiles[0].contents, loader: "file" };
  });
}
