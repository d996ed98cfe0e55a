// The project's hand-written files in the folders for which docs/architecture.md has limits and directions.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

const FOLDERS = ["crates", "examples", "js", "src", "tests", "www", "xtask"];
/** Generated files and folders among them. */
const GENERATED =
  /(^|\/)(node_modules|target|dist|\.next)$|^js\/(cjs|wasm|embedded\.js|encrypt\.bundle\.(js|d\.ts)|(keyring|generator|cipher|files)-worker\.js)$/;

/**
 * @param {string} folder
 * @returns {string[]}
 */
function below(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (GENERATED.test(path)) return [];
    return entry.isDirectory() ? below(path) : [path];
  });
}

/** The paths of these files below the repository, with `/`. */
export const handWritten = FOLDERS.flatMap(below).sort();
