// Writes what `cargo xtask bench --picture` has measured: the table in README.md and the picture in docs/.
import { readFile, writeFile } from "node:fs/promises";
import { figuresOf, keysOf, named } from "./figures.js";
import { inWords } from "./machine.js";
import { markdown, ratios } from "./ratios.js";
import { draw, themes } from "./svg.js";

/** @import { Results } from "../sections.js" */
/** @import { Machine } from "./machine.js" */

const ROOT = new URL("../../../", import.meta.url);
/** The lines of README.md around what is written. */
export const MARKERS = /** @type {const} */ (["<!-- Written by cargo xtask bench --picture -->", "<!-- End -->"]);

/**
 * Writes the table and the picture. Returns the names of the files. Throws if a figure was not measured.
 *
 * @param {Results} results
 * @param {Machine & { browser: string }} machine
 * @param {Date} date
 */
export async function writePicture(results, machine, date) {
  const packages = JSON.parse(await readFile(new URL("package.json", ROOT), "utf8")).devDependencies;
  const where = `${inWords(machine)}, ${machine.browser.replace(/\..*/, "")}, ${date.toISOString().slice(0, 10)}`;
  const picture = { figures: figuresOf(results), where, ...texts(where, named(packages), keysOf(results)) };
  const found = ratios(results);
  const error = Math.max(...Object.values(found).map(({ value, error }) => error / value));
  const table = `${where}:\n\n${markdown(found, ({ value }) => value.toFixed(2))}\n\n${accuracy(error)}`;
  const files = Object.entries(themes).map(([name, theme]) => ({
    name: `docs/speed-${name}.svg`,
    content: draw(picture, theme),
  }));
  const readme = await readFile(new URL("README.md", ROOT), "utf8");
  files.push({ name: "README.md", content: between(readme, table) });
  for (const { name, content } of files) await writeFile(new URL(name, ROOT), content);
  return files.map(({ name }) => name);
}

/**
 * The texts of the picture.
 *
 * @param {string} where
 * @param {string} others The names and versions of the other libraries.
 * @param {number} keys How many keys each library has made.
 */
export function texts(where, others, keys) {
  return {
    title: "RSA in the browser, with 2048 bits",
    scale: "Left of the line: faster than WebCrypto. Logarithmic scale.",
    caption: [
      `${where}; ${others}.`,
      `Generate: means of ${keys} keys or more, sealpost's keyring with two generators. Encrypt, decrypt: best times, ` +
        "RSA-OAEP with SHA-256; jsencrypt decrypts PKCS #1 v1.5. node-forge: its own arithmetic. " +
        "Download: gzipped; rsa as WebAssembly, by itself.",
    ],
  };
}

/** @param {number} error The largest relative standard error. */
function accuracy(error) {
  return `(Generation ± ${Math.ceil(error * 100)} %, one standard error.)`;
}

/**
 * A text with other content between the markers.
 *
 * @param {string} text
 * @param {string} content
 */
export function between(text, content) {
  const [begin, end] = MARKERS.map((marker) => text.indexOf(`${marker}\n`));
  if (begin === undefined || end === undefined || begin < 0 || end < begin)
    throw new Error(`README.md has no lines ${MARKERS.join(" and ")}`);
  return `${text.slice(0, begin)}${MARKERS[0]}\n${content}\n${text.slice(end)}`;
}
