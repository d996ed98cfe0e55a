// Started by `cargo xtask bench`: runs the sections in the bench's pages, prints the tables, compares the results with
// the targets and writes target/bench/results.json, and with `--picture` the table and the picture of README.md.
import { mkdir, writeFile } from "node:fs/promises";
import { chromium } from "./browsers.js";
import { printMessages } from "./messages.js";
import { sections } from "./sections.js";
import { inWords, thisMachine } from "./speed/machine.js";
import { writePicture } from "./speed/picture.js";
import { markdown, ratios } from "./speed/ratios.js";
import { verdicts } from "./targets.js";

/** @import { Results } from "./sections.js" */
/** @import { Size } from "./sizes.js" */

/** The sections whose results the picture and the table of ratios are made of. */
const OF_PICTURE = ["generate", "operations", "others", "sizes"];

const [quick, picture] = ["--quick", "--picture"].map((option) => process.argv.includes(option));
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const chosen = picture ? OF_PICTURE : named.length > 0 ? named : Object.keys(sections);
const unknown = chosen.find((name) => !(name in sections));
if (unknown) throw new Error(`there is no section ${unknown}: take some of ${Object.keys(sections).join(", ")}`);

const date = new Date();
const browser = await chromium();
/** @type {Results} */
const results = { tables: {}, values: {}, facts: {}, sizes: {}, browsers: [] };
const machine = { ...thisMachine(), browser: browser.version };
try {
  const [bench, site] = ["SEALPOST_BENCH_URL", "SEALPOST_URL"].map(variable);
  const run = { browser, bench, site, quick, picture, results };
  for (const [name, section] of Object.entries(sections)) if (chosen.includes(name)) await section(run);
} finally {
  await browser.close();
}
const found = ratios(results);
for (const [name, { value }] of Object.entries(found)) results.values[name] = value;
const targets = verdicts(results.values);
print();
const folder = new URL("../../target/bench/", import.meta.url);
await mkdir(folder, { recursive: true });
const content = { date: date.toISOString(), quick, machine, ...results, targets };
await writeFile(new URL("results.json", folder), `${JSON.stringify(content, null, 2)}\n`);
if (picture) console.log(`\nwritten to ${(await writePicture(results, machine, date)).join(", ")}`);

function print() {
  console.log(`\n${inWords(machine)}, ${machine.browser}`);
  console.log("Times in ms; ratio: mean / mean of the first row of the table.");
  console.log("RSA-OAEP with SHA-256. Encrypt and decrypt: each count is a mean over 25 ms or more.");
  for (const [title, rows] of Object.entries(results.tables)) {
    line(`\n${title}`, ["count", "mean", "± sd", "median", "min", "max", "ratio"]);
    for (const { name, count, mean, deviation, median, min, max, ratio } of rows) {
      line(`  ${name}`, [
        count,
        ...[mean, deviation, median, min, max].map((time) => time.toPrecision(4)),
        ratio?.toFixed(3) ?? "",
      ]);
    }
  }
  for (const [title, facts] of Object.entries(results.facts)) {
    console.log(`\n${title}`);
    for (const [name, value] of Object.entries(facts))
      line(`  ${name}`, [Number.isInteger(value) ? value : value.toPrecision(4)]);
  }
  for (const [title, list] of Object.entries(results.sizes)) {
    line(`\n${title}, bytes`, ["raw", "gzip"]);
    for (const { name, raw, gzip } of list) line(`  ${name}`, [raw, gzip]);
  }
  if (results.messages) printMessages(results.messages);
  for (const browser of [undefined, ...results.browsers]) {
    const measured = ratios(results, browser);
    if (Object.keys(measured).length === 0) continue;
    console.log(
      `\n${browser ?? machine.browser}: ratios to WebCrypto, of best times for operations and of means for keys,`,
    );
    console.log(`with their standard error\n\n${markdown(measured, asText)}`);
  }
  console.log("\nTargets");
  for (const { name, value, limit, unit, verdict } of targets) {
    const measured = value === null ? "" : Number.isInteger(value) ? String(value) : value.toFixed(3);
    console.log(
      `  ${name.padEnd(38)}${measured.padStart(9)}  at most ${String(limit).padEnd(7)} ${unit.padEnd(30)} ${verdict}`,
    );
  }
}

/** @param {import("./speed/ratios.js").Ratio} ratio */
function asText({ value, error }) {
  return value.toFixed(3) + (error > 0 ? ` ± ${error.toFixed(3)}` : "");
}

/**
 * Prints a line of a table.
 *
 * @param {string} name
 * @param {(string | number)[]} cells
 */
function line(name, cells) {
  const lineBreak = name.startsWith("\n") ? 1 : 0;
  console.log(name.padEnd(44 + lineBreak) + cells.map((cell) => String(cell).padStart(10)).join(""));
}

/** The value of an environment variable that must be set. @param {string} name */
function variable(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`cargo xtask bench\``);
  return value;
}
