// The imports of JavaScript modules, as esbuild reads them.
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";

/** @typedef {Map<string, Set<string>>} Imports The files that each file imports, by paths below a folder. */

/**
 * The imports among hand-written modules: statements, `import()` and `require`. Types in comments and the URLs
 * of workers are not imports. Imports of other files (packages, generated modules) are left out.
 *
 * @param {string} root
 * @param {string[]} files Paths below `root`.
 * @returns {Promise<Imports>}
 */
export async function javascriptImports(root, files) {
  /** @type {Imports} */
  const imports = new Map(files.map((file) => [file, new Set()]));
  await build({
    stdin: { contents: files.map((file) => `import "./${file}";`).join("\n"), resolveDir: root },
    bundle: true,
    write: false,
    format: "esm",
    ignoreAnnotations: true,
    logLevel: "error",
    plugins: [
      {
        name: "imports",
        setup({ onResolve }) {
          onResolve({ filter: /^/ }, ({ kind, importer, path }) => {
            if (kind === "entry-point") return undefined;
            if (importer === "<stdin>") return { path: join(root, path) };
            const target = relative(root, join(dirname(importer), path));
            if (path.startsWith(".") && imports.has(target)) imports.get(relative(root, importer))?.add(target);
            return { path, external: true };
          });
        },
      },
    ],
  });
  return imports;
}
