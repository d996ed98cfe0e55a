// The sizes of the package's files, compared with the record in tests/package/packaging/sizes.json.
//
// To let a file grow by more than 2 %: write a line `- Size: …` under Unreleased in CHANGELOG.md that gives the reason,
// build, and run `node tests/package/packaging/sizes.js --bless`.
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { sending } from "../../bench/sending.js";
import { FOR_FILES, fileSizes, sectionSizes } from "../../bench/sizes.js";

/** @typedef {Record<string, number>} Sizes Bytes by file, and by section of a wasm module. */

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** The package as the site has it, and the package's own workers, which the site does not have: it starts others. */
const folders = ["dist/site/sealpost/", "dist/site-package/sealpost/"].map((name) => pathToFileURL(join(root, name)));
const record = join(root, "tests/package/packaging/sizes.json");
/** The factor by which a size may grow without a reason. */
const ALLOWED = 1.02;

/** The files that a browser downloads, from the built site and beside it, where the modules are minified. */
async function files() {
  const names = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })));
  return fileSizes(
    folders,
    names
      .flat()
      .filter((name) => /\.(js|wasm)$/.test(name))
      .sort(),
  );
}

/** Gzipped bytes of one browser's download: the modules, the workers, the wasm and the accelerated kernel. */
export async function download() {
  return (await files()).reduce((sum, { name, gzip }) => (FOR_FILES.test(name) ? sum : sum + gzip), 0);
}

/** The present size of each file and section. */
export async function measured() {
  /** @type {Sizes} */
  const sizes = {};
  for (const { name, raw } of await files()) {
    // The name of a chunk contains a hash of its contents.
    const file = name.replace(/^chunk-\w+\.js$/, "chunks");
    sizes[file] = (sizes[file] ?? 0) + raw;
  }
  sizes["download, gzipped"] = await download();
  for (const name of ["sealpost_bg", "sealpost_kernel"]) {
    for (const section of await sectionSizes(new URL(`wasm/${name}.wasm`, folders[0]))) {
      sizes[`wasm/${name}.wasm, ${section.name}`] = (sizes[`wasm/${name}.wasm, ${section.name}`] ?? 0) + section.raw;
    }
  }
  const { script, wasm } = (await sending(pathToFileURL(join(root, "js/")))).sizes;
  sizes["sealpost/encrypt, gzipped"] = script + wasm;
  for (const name of ["embedded.js", "cjs/sealpost.classic.js"])
    sizes[name] = (await stat(join(root, "js", name))).size;
  return sizes;
}

/**
 * The sizes that are new, or more than 2 % above the record.
 *
 * @param {Sizes} recorded
 * @param {Sizes} now
 */
export function grown(recorded, now) {
  return Object.entries(now)
    .filter(([name, size]) => size > (recorded[name] ?? 0) * ALLOWED)
    .map(([name, size]) => `${name}: ${recorded[name] ?? "not there"} -> ${size} bytes`);
}

/** The recorded sizes, and the reason for their last growth. @returns {Promise<{ reason: string, sizes: Sizes }>} */
export async function recorded() {
  return JSON.parse(await readFile(record, "utf8"));
}

/** The lines of the changelog that give reasons, the newest first. */
export async function reasons() {
  const text = (await readFile(join(root, "CHANGELOG.md"), "utf8")).replaceAll(/\n {2}(?=\S)/g, " ");
  return text.split("\n").filter((line) => line.startsWith("- Size: "));
}

/** Writes the record, unless a size has grown without a new reason in the changelog. */
async function bless() {
  const before = await recorded();
  const sizes = await measured();
  const reason = (await reasons()).at(0) ?? "";
  const growth = grown(before.sizes, sizes);
  if (growth.length > 0 && reason === before.reason) {
    console.error(`${growth.join("\n")}\nwrite a new first line "- Size: …" in CHANGELOG.md that gives the reason`);
    process.exitCode = 1;
    return;
  }
  await writeFile(record, `${JSON.stringify({ reason, sizes }, null, 2)}\n`);
  console.log(`recorded ${Object.keys(sizes).length} sizes; one browser downloads ${await download()} bytes gzipped`);
}

if (process.argv.includes("--bless")) await bless();
