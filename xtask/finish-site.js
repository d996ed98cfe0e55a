// Finishes the site in the given folder. Writes the English text into index.html, so that it is shown before any script
// runs, and the icon as a data URL, so that no browser requests it again. Writes the list of all files with their
// hashes, and the headers from _headers, into sw.js.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import words from "../www/i18n/en.js";

const folder = process.argv[2] ?? "";

/** @param {string} path such as "you.title" */
function text(path) {
  const found = path.split(".").reduce((branch, name) => branch?.[name], words);
  if (typeof found !== "string") throw new Error(`www/i18n/en.js has no text ${path}`);
  return found.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(join(folder, "favicon.svg"), "utf8"))}`;
const page = join(folder, "index.html");
writeFileSync(
  page,
  readFileSync(page, "utf8")
    .replace('<link rel="icon" href="favicon.svg"', `<link rel="icon" href="${icon}"`)
    .replace(/ data-t-label="([^"]+)"/g, (whole, path) => `${whole} aria-label="${text(path)}"`)
    .replace(/ data-t-placeholder="([^"]+)"/g, (whole, path) => `${whole} placeholder="${text(path)}"`)
    .replace(/ data-t="([^"]+)"[^>]*>(?=<)/g, (whole, path) => whole + text(path)),
);

/** Files that the service worker does not cache: the headers, which only hosts read, and the service worker itself. */
const excluded = ["_headers", "sw.js"];
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => statSync(join(folder, file)).isFile() && !excluded.includes(file))
  .map((file) => relative(folder, join(folder, file)).split(sep).join("/"))
  .sort();
/** @param {string | Buffer} content */
const hash = (content) => createHash("sha256").update(content).digest("base64");
const list = JSON.stringify(
  Object.fromEntries(files.map((file) => [file, `sha256-${hash(readFileSync(join(folder, file)))}`])),
  null,
  2,
);

const headers = Object.fromEntries(
  [...readFileSync(join(folder, "_headers"), "utf8").matchAll(/^ {2}([\w-]+): (.*)$/gm)].map(([, name, value]) => [
    name,
    value,
  ]),
);
if (!headers["Content-Security-Policy"]) throw new Error("_headers has no policy");

const worker = join(folder, "sw.js");
let script = readFileSync(worker, "utf8");
const types = new Set(files.map((file) => file.split(".").at(-1)));
for (const type of types) if (!script.includes(`  ${type}: "`)) throw new Error(`www/sw.js has no type for .${type}`);
for (const [placeholder, content] of [
  ["const files = {};", `const files = ${list};`],
  ["const headers = {};", `const headers = ${JSON.stringify(headers, null, 2)};`],
  ['const version = "";', `const version = "${hash(list)}";`],
]) {
  if (!script.includes(placeholder)) throw new Error(`www/sw.js has no ${placeholder}`);
  script = script.replace(placeholder, content);
}
writeFileSync(worker, script);
