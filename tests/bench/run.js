// Started by `cargo xtask bench`: drives the bench page in headless Chromium, prints the table, writes the results.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { chromium } from "playwright-core";
import { measureMessages, printMessages } from "./messages.js";
import { fileSizes, sectionSizes } from "./sizes.js";

/** @typedef {{ name: string, count: number, mean: number, median: number, p95: number, max: number, ratio: number | null }} Row times in ms */
/** @typedef {{ keys(bits: number, seconds: number): Promise<Record<string, number[]>>, operations(bits: number, seconds: number): Promise<Record<"encrypt" | "decrypt", Record<string, number[]>>> }} Bench */
/** @typedef {{ ready: number, key: number }} Started */

const ROOT = new URL("../../", import.meta.url);
const REFERENCE = "WebCrypto";
const quick = process.argv.includes("--quick");
/** Seconds for key generation, by the key's bits; the others are quick at any length. */
const SECONDS = quick ? { 2048: 4, 3072: 6, 4096: 10 } : { 2048: 50, 3072: 65, 4096: 85 };
const SECONDS_FOR_OPERATIONS = quick ? 1 : 6;
const VISITS = quick ? 3 : 10;
const SITE = variable("SEALPOST_URL");
const BENCH = variable("SEALPOST_BENCH_URL");

const browser = await chromium.launch({
  executablePath: variable("SEALPOST_CHROMIUM"),
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});
try {
  const results = {
    date: new Date().toISOString(),
    quick,
    machine: { cpu: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), browser: `Chromium ${browser.version()}` },
    ...await measure(),
    start: await visits(),
    sizes: await sizes(),
  };
  print(results);
  printMessages(results.messages);
  const folder = new URL("target/bench/", ROOT);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL("results.json", folder), `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await browser.close();
}

async function measure() {
  const page = await browser.newPage();
  await page.goto(BENCH);
  await page.waitForFunction(() => "bench" in globalThis);
  /** @type {Record<string, Row[]>} */
  const tables = {};
  for (const [bits, seconds] of Object.entries(SECONDS)) {
    progress(`keys of ${bits} bits`);
    const keys = await page.evaluate(
      ([bits = 0, seconds = 0]) => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.keys(bits, seconds),
      [Number(bits), seconds],
    );
    tables[`generate, ${bits} bits`] = rows(keys);
  }
  for (const bits of Object.keys(SECONDS)) {
    progress(`operations with ${bits} bits`);
    const { encrypt, decrypt } = await page.evaluate(
      ([bits = 0, seconds = 0]) => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.operations(bits, seconds),
      [Number(bits), SECONDS_FOR_OPERATIONS],
    );
    tables[`encrypt, ${bits} bits`] = rows(encrypt);
    tables[`decrypt, ${bits} bits`] = rows(decrypt);
  }
  progress("messages");
  const messages = await measureMessages(page, quick ? 1 : 6);
  await page.close();
  return { times: tables, messages };
}

/** Time from navigation to the first key, each visit in a browser context of its own: nothing is cached. */
async function visits() {
  /** @type {Record<string, Row[]>} */
  const tables = {};
  /** @type {number[]} */
  const open = [];
  for (const bits of [2048, 3072]) {
    progress(`first visits, ${bits} bits`);
    /** @type {number[]} */
    const theirs = [];
    /** @type {number[]} */
    const ours = [];
    for (let visit = 0; visit < VISITS; visit += 1) {
      theirs.push((await start("webcrypto", bits)).key);
      const { ready, key } = await start("sealpost", bits);
      open.push(ready);
      ours.push(key);
    }
    tables[`first key, ${bits} bits`] = rows({ [REFERENCE]: theirs, "sealpost, keyring": ours });
  }
  tables["keyring open, without a key"] = rows({ "sealpost, keyring": open });
  return tables;
}

/**
 * @param {string} who
 * @param {number} bits
 */
async function start(who, bits) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(new URL(`start.html#${who}-${bits}`, BENCH).href);
    await page.waitForFunction(() => "started" in globalThis);
    return await page.evaluate(() => /** @type {{ started: Promise<Started> }} */ (/** @type {unknown} */ (globalThis)).started);
  } finally {
    await context.close();
  }
}

/** The files that a visit of the page and the making of a key ask the server for, as its log has them. */
async function sizes() {
  progress("sizes");
  const page = await browser.newPage();
  await page.goto(SITE, { waitUntil: "networkidle" });
  await page.close();
  const visit = await requested("SEALPOST_SERVER_LOG");
  const bench = await requested("SEALPOST_BENCH_LOG");
  const paths = new Set([...visit, ...bench.filter((path) => path.startsWith("sealpost/"))]);
  const files = await fileSizes(new URL("dist/site/", ROOT), [...paths].sort());
  const code = files.filter(({ name }) => /\.(js|wasm)$/.test(name));
  const ofPackage = files.filter(({ name }) => name.startsWith("sealpost/"));
  return {
    files,
    sums: [sum("the package", ofPackage), sum("wasm and JavaScript", code), sum("everything", files)],
    sections: await sectionSizes(new URL("dist/site/sealpost/wasm/sealpost_bg.wasm", ROOT)),
  };
}

/** @param {string} log */
async function requested(log) {
  const lines = (await readFile(variable(log), "utf8")).split("\n").map((line) => line.split(" "));
  const found = lines.filter(([method, , status]) => method === "GET" && status === "200");
  return found.map(([, target = ""]) => target.replace(/[?#].*/, "").slice(1) || "index.html");
}

/**
 * @param {string} name
 * @param {import("./sizes.js").Size[]} sizes
 */
function sum(name, sizes) {
  return sizes.reduce((sum, { raw, gzip }) => ({ name, raw: sum.raw + raw, gzip: sum.gzip + gzip }), { name, raw: 0, gzip: 0 });
}

/**
 * @param {Record<string, number[]>} samples
 * @returns {Row[]}
 */
function rows(samples) {
  const mean = (/** @type {number[]} */ times) => times.reduce((sum, time) => sum + time, 0) / times.length;
  const reference = samples[REFERENCE] && mean(samples[REFERENCE]);
  return Object.entries(samples).map(([name, times]) => {
    const sorted = times.toSorted((a, b) => a - b);
    const quantile = (/** @type {number} */ q) => sorted[Math.ceil(q * sorted.length) - 1] ?? NaN;
    return {
      name,
      count: times.length,
      mean: mean(times),
      median: quantile(0.5),
      p95: quantile(0.95),
      max: quantile(1),
      ratio: reference ? mean(times) / reference : null,
    };
  });
}

/** @param {{ machine: { cpu: string, cores: number, browser: string }, times: Record<string, Row[]>, start: Record<string, Row[]>, sizes: Record<"files" | "sums" | "sections", import("./sizes.js").Size[]> }} results */
function print({ machine, times, start, sizes }) {
  const line = (/** @type {string} */ name, /** @type {(string | number)[]} */ cells) => {
    console.log(name.padEnd(36) + cells.map((cell) => String(cell).padStart(10)).join(""));
  };
  console.log(`\n${machine.cpu}, ${machine.cores} cores, ${machine.browser}`);
  console.log("Times in ms; ratio: mean / mean of WebCrypto in the same run. RSA-OAEP with SHA-256.");
  console.log("First key: from navigation. Encrypt and decrypt: each count is a mean over 25 ms or more.");
  for (const [title, rows] of [...Object.entries(times), ...Object.entries(start)]) {
    console.log();
    line(title, ["count", "mean", "median", "p95", "max", "ratio"]);
    for (const { name, count, mean, median, p95, max, ratio } of rows) {
      line(`  ${name}`, [count, ...[mean, median, p95, max].map((time) => time.toPrecision(4)), ratio?.toFixed(2) ?? ""]);
    }
  }
  for (const [title, list] of [["sizes in bytes", [...sizes.files, ...sizes.sums]], ["sections of the wasm", sizes.sections]]) {
    console.log();
    line(String(title), ["raw", "gzip"]);
    for (const { name, raw, gzip } of /** @type {import("./sizes.js").Size[]} */ (list)) line(`  ${name}`, [raw, gzip]);
  }
}

/** @param {string} text */
function progress(text) {
  console.error(`measuring: ${text}`);
}

/** @param {string} name */
function variable(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`cargo xtask bench\``);
  return value;
}
