// Started by `cargo xtask bench`: runs the sections in the bench's pages, prints the tables, compares the results with
// the targets and writes target/bench/results.json.
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg } from "node:os";
import { chromium } from "./browsers.js";
import { printMessages } from "./messages.js";
import { sections } from "./sections.js";
import { verdicts } from "./targets.js";

/** @import { Results } from "./sections.js" */
/** @import { Size } from "./sizes.js" */

const quick = process.argv.includes("--quick");
const chosen = process.argv.slice(2).filter((argument) => argument !== "--quick");
const unknown = chosen.find((name) => !(name in sections));
if (unknown) throw new Error(`there is no section ${unknown}: take some of ${Object.keys(sections).join(", ")}`);

const browser = await chromium();
/** @type {Results} */
const results = { tables: {}, values: {}, facts: {}, sizes: {} };
const machine = {
  cpu: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  browser: browser.version,
  load: loadavg()[0],
};
try {
  const run = { browser, bench: variable("SEALPOST_BENCH_URL"), site: variable("SEALPOST_URL"), quick, results };
  for (const [name, section] of Object.entries(sections)) {
    if (chosen.length === 0 || chosen.includes(name)) await section(run);
  }
} finally {
  await browser.close();
}
const targets = verdicts(results.values);
print();
const folder = new URL("../../target/bench/", import.meta.url);
await mkdir(folder, { recursive: true });
const content = { date: new Date().toISOString(), quick, machine, ...results, targets };
await writeFile(new URL("results.json", folder), `${JSON.stringify(content, null, 2)}\n`);

function print() {
  console.log(
    `\n${machine.cpu}, ${machine.cores} cores, ${machine.browser}; load at the start ${machine.load?.toFixed(1)}`,
  );
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
  console.log("\nTargets");
  for (const { name, value, limit, unit, verdict } of targets) {
    const measured = value === null ? "" : Number.isInteger(value) ? String(value) : value.toFixed(3);
    console.log(
      `  ${name.padEnd(38)}${measured.padStart(9)}  at most ${String(limit).padEnd(7)} ${unit.padEnd(30)} ${verdict}`,
    );
  }
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
