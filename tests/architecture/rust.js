// The imports of Rust modules: `use` declarations, and paths that begin with `crate`, `super`, `self`, a module of the
// file or a crate of the workspace.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** @typedef {import("./javascript.js").Imports} Imports */
/**
 * @typedef {object} Module
 * @property {string} file
 * @property {string} crate The folder of its lib.rs or main.rs.
 * @property {string[]} path Its names below the crate's root.
 * @property {string[][]} uses Paths that its `use` declarations name, as they are written.
 * @property {string[][]} paths Paths elsewhere in its text, as they are written.
 * @property {string[]} children Modules that it declares.
 */

/** Comments, strings and characters: what looks like a path in them is not an import. */
const OPAQUE = /\/\/[^\n]*|\/\*[^]*?\*\/|r(#*)"[^]*?"\1|"(?:\\[^]|[^"\\])*"|'(?:\\[^']+|[^\\'])'/g;
/** Unit tests are at the end of a file and may import anything. */
const TESTS = /#\[cfg\(test\)\]\s*mod \w+ \{[^]*/;
const ROOTS = ["lib.rs", "main.rs"];

/**
 * The imports among the modules of a workspace. An import of a name that the module itself only imports or re-exports
 * (`use`, `pub use`) counts as an import of the module that defines it.
 *
 * @param {string} root
 * @param {string[]} files Paths of Rust files below `root`.
 * @param {Record<string, string>} crates Folders of crates' roots, by the names that other crates use for them.
 * @returns {Imports}
 */
export function rustImports(root, files, crates) {
  const folders = files.filter((file) => ROOTS.some((name) => file.endsWith(`/${name}`))).map((file) => dirname(file));
  const modules = new Map(
    files.flatMap((file) => {
      const crate = folders.filter((folder) => file.startsWith(`${folder}/`)).sort((a, b) => b.length - a.length)[0];
      if (crate === undefined) return [];
      const module = read(file, crate, readFileSync(join(root, file), "utf8"));
      return [[key(crate, module.path), module]];
    }),
  );
  const all = [...modules.values()];
  return new Map(all.map((module) => [module.file, new Set(targets(module, modules, crates))]));
}

/**
 * The key of a module in the map of all modules.
 *
 * @param {string} crate
 * @param {string[]} path
 */
function key(crate, path) {
  return [crate, ...path].join("::");
}

/**
 * Reads the text of a module.
 *
 * @param {string} file
 * @param {string} crate
 * @param {string} source
 * @returns {Module}
 */
function read(file, crate, source) {
  const text = source.replace(OPAQUE, " ").replace(TESTS, "");
  const below = file.slice(crate.length + 1);
  const path = ROOTS.includes(below) ? [] : below.replace(/\.rs$/, "").split("/");
  const uses = [...text.matchAll(/\buse\s+([^;]+);/g)].flatMap(([, tree = ""]) => expanded(tree.replace(/\s+/g, " ")));
  const rest = text.replace(/\buse\s+[^;]+;/g, "");
  const paths = [...rest.matchAll(/(?<![\w:])[a-z_]\w*(?:::\w+)+/g)].map(([whole]) => whole.split("::"));
  const children = [...text.matchAll(/\bmod (\w+);/g)].map(([, name = ""]) => name);
  return { file, crate, path, uses, paths, children };
}

/**
 * The paths in the tree of a `use` declaration: `a::{b, c::{self, D as E}}` is `a::b`, `a::c` and `a::c::D`.
 *
 * @param {string} tree
 * @returns {string[][]}
 */
export function expanded(tree) {
  const open = tree.indexOf("{");
  if (open < 0) {
    const path = tree
      .replace(/ as \w+/, "")
      .trim()
      .replace(/^::/, "")
      .split("::");
    return [path.at(-1) === "self" && path.length > 1 ? path.slice(0, -1) : path];
  }
  const before = tree
    .slice(0, open)
    .replace(/::\s*$/, "")
    .trim();
  const prefix = before ? before.split("::") : [];
  /** @type {string[]} */
  const branches = [""];
  let depth = 0;
  for (const character of tree.slice(open + 1, tree.lastIndexOf("}"))) {
    if (character === "," && depth === 0) branches.push("");
    else branches[branches.length - 1] += character;
    depth += character === "{" ? 1 : character === "}" ? -1 : 0;
  }
  return branches
    .filter((branch) => branch.trim())
    .flatMap((branch) => {
      return expanded(branch).map((path) => (path[0] === "self" ? prefix : [...prefix, ...path]));
    });
}

/**
 * The files that a module imports from.
 *
 * @param {Module} module
 * @param {Map<string, Module>} modules
 * @param {Record<string, string>} crates
 */
function targets(module, modules, crates) {
  const found = [...module.uses, ...module.paths].map((path) => resolve(module, path, modules, crates, 0)?.file);
  return found.filter((file) => file !== undefined && file !== module.file).map(String);
}

/**
 * The module that a path leads to.
 *
 * @param {Module} from
 * @param {string[]} path
 * @param {Map<string, Module>} modules
 * @param {Record<string, string>} crates
 * @param {number} hops How many re-exports were followed so far. They may form a circle, so their number is limited.
 * @returns {Module | undefined} Undefined if the path leads out of the workspace.
 */
function resolve(from, path, modules, crates, hops) {
  const [first = "", ...rest] = path;
  let crate = from.crate;
  let at = from.path;
  let names = rest;
  if (first === "crate") at = [];
  else if (first === "super") at = at.slice(0, -1);
  else if (from.children.includes(first)) names = path;
  else if (crates[first] !== undefined) [crate, at] = [crates[first], []];
  else if (first !== "self") return undefined;
  while (names[0] === "super") [at, names] = [at.slice(0, -1), names.slice(1)];
  while (names.length > 0 && modules.has(key(crate, [...at, String(names[0])]))) {
    [at, names] = [[...at, String(names[0])], names.slice(1)];
  }
  const module = modules.get(key(crate, at));
  const reexport = module?.uses.find((use) => use.length > 1 && use.at(-1) === names[0]);
  if (!module || !reexport || hops > 8) return module;
  return resolve(module, reexport, modules, crates, hops + 1) ?? module;
}
