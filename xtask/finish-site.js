// Finishes the site in the given folder. Writes into index.html: the English text, so that it is shown before any
// script runs; the icon as a data URL, so that no browser requests it separately; the version; the address of the
// source code, if package.json names a repository; and the hash of the build. Writes into sw.js: the list of the files
// that the service worker caches, with their hashes; the headers from _headers; and that list's hash as the version; then minifies sw.js.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { transformSync } from "esbuild";
import en from "../www/i18n/en.js";
import how from "../www/i18n/en/how.js";

const folder = process.argv[2] ?? "";
const words = { ...en, ...how };

/** @param {string} path such as "you.title" */
function text(path) {
  const found = path.split(".").reduce((branch, name) => branch?.[name], words);
  if (typeof found !== "string") throw new Error(`neither www/i18n/en.js nor en/how.js has a text ${path}`);
  return found.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/**
 * A part of index.html with its English text. The page's script writes the text of templates, and of what a first visit
 * does not show: the parts that begin with `<!-- later -->`.
 *
 * @param {string} part
 */
const inEnglish = (part) =>
  part.startsWith("<template") || part.startsWith("<!-- later -->")
    ? part.replaceAll(/<!-- \/?later -->/g, "")
    : part
        .replace(/ data-t-label="([^"]+)"/g, (whole, path) => `${whole} aria-label="${text(path)}"`)
        .replace(/ data-t-placeholder="([^"]+)"/g, (whole, path) => `${whole} placeholder="${text(path)}"`)
        .replace(/ data-t="([^"]+)"[^>]*>(?=<)/g, (whole, path) => whole + text(path));

const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(join(folder, "favicon.svg"), "utf8"))}`;
const page = join(folder, "index.html");
writeFileSync(
  page,
  readFileSync(page, "utf8")
    .replace('<link rel="icon" href="favicon.svg"', `<link rel="icon" href="${icon}"`)
    .split(/(?=<template|<!-- later -->)|(?<=<\/template>|<!-- \/later -->)/)
    .map(inEnglish)
    .join("")
    .replace(/\n\s+/g, "\n"),
);

const { version, repository } = JSON.parse(readFileSync("package.json", "utf8"));
const address = (repository?.url ?? repository ?? "").replace(/^git\+/, "").replace(/\.git$/, "");
const link = /^ *<a [^>]*id="source"[^\n]*\n/m;
const isWeb = address.startsWith("https://");
writeFileSync(
  page,
  readFileSync(page, "utf8")
    .replace(link, (line) => (isWeb ? line.replace('href=""', `href="${address}"`) : ""))
    .replace('<span id="version"></span>', `<span id="version">v${version}</span>`),
);

/** Files that the service worker does not cache: the headers, which only hosts read, and the service worker itself. */
const excluded = ["_headers", "sw.js"];
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => statSync(join(folder, file)).isFile() && !excluded.includes(file))
  .map((file) => relative(folder, join(folder, file)).split(sep).join("/"))
  .sort();
/** @param {string | Buffer} content */
const hash = (content) => createHash("sha256").update(content).digest("base64");
/** @param {string[]} names */
const listOf = (names) =>
  JSON.stringify(
    Object.fromEntries(names.map((file) => [file, `sha256-${hash(readFileSync(join(folder, file)))}`])),
    null,
    2,
  );

// The build's hash is written into index.html, so it can cover the other listed files, but not index.html.
const build = createHash("sha256")
  .update(listOf(files.filter((file) => file !== "index.html")))
  .digest("hex");
writeFileSync(
  page,
  readFileSync(page, "utf8").replace(
    '<span id="build">',
    `<span id="build" title="SHA-256 ${build}">${build.slice(0, 8)}`,
  ),
);
const list = listOf(files);

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
writeFileSync(worker, transformSync(script, { target: "es2023", minify: true }).code);
