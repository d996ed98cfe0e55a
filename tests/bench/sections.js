// The sections of the bench. Each writes its results into the tables, facts, sizes or messages, and into the values if
// they have a limit in targets.js.
import { readFile } from "node:fs/promises";
import * as browsers from "./browsers.js";
import { measureInChromium, measureInNode } from "./files.js";
import { measureMessages } from "./messages.js";
import { progress } from "./progress.js";
import { sending } from "./sending.js";
import { FOR_FILES, fileSizes, sectionSizes } from "./sizes.js";
import { opening, start } from "./starting.js";
import { expectedTests, line, mean, median, ratio, rows } from "./statistics.js";

/** @import { Browser, Visit } from "./browsers.js" */
/** @import { Bench } from "./page/bench.js" */
/** @import { Kernels } from "./page/kernels.js" */
/** @import { Others } from "./page/others.js" */
/** @import { Row } from "./statistics.js" */
/** @import { Size } from "./sizes.js" */

/**
 * @typedef {object} Results
 * @property {Record<string, Row[]>} tables Times in ms.
 * @property {Record<string, number>} values The values that have a target, by the target's name.
 * @property {Record<string, Record<string, number>>} facts Numbers without a target.
 * @property {Record<string, Size[]>} sizes
 * @property {import("./messages.js").Speeds} [messages] MB/s.
 */
/** @typedef {{ browser: Browser, bench: string, site: string, quick: boolean, results: Results }} Run */

const ROOT = new URL("../../", import.meta.url);
const SIZES = [2048, 3072, 4096];

/** @type {Record<string, (run: Run) => Promise<void>>} */
export const sections = {
  generate,
  operations,
  candidates,
  others,
  start,
  opening,
  batch,
  memory,
  messages,
  files,
  kernels,
  firefox,
  webkit,
  sizes,
};

/** The generation of keys in Chromium, beside WebCrypto. @param {Run} run */
async function generate(run) {
  const visit = await run.browser.visit(run.bench);
  for (const bits of SIZES) {
    progress(`keys of ${bits} bits`);
    // Of each way to make keys, 200 keys of 2048 bits; of the other sizes as many as all ways make in three minutes.
    const how = {
      bits,
      seconds: run.quick ? bits / 512 : bits === 2048 ? 0 : 180,
      atLeast: run.quick ? 3 : bits === 2048 ? 200 : 3,
    };
    const samples = await visit.evaluate(
      (how) => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.keys(how),
      how,
    );
    run.results.tables[`generate, ${bits} bits`] = rows(samples);
    for (const name of ["one worker", "two workers"])
      run.results.values[`generate, ${bits} bits, ${name}`] = ratio(samples, name);
  }
  await visit.close();
}

/** Encryption and decryption in Chromium, beside WebCrypto. @param {Run} run */
async function operations(run) {
  const visit = await run.browser.visit(run.bench);
  for (const bits of SIZES) {
    progress(`operations with ${bits} bits`);
    for (const [name, samples] of Object.entries(await operationsIn(visit, bits, run.quick))) {
      run.results.tables[`${name}, ${bits} bits`] = rows(samples);
      run.results.values[`${name}, ${bits} bits`] = ratio(samples, "sealpost");
    }
  }
  await visit.close();
}

/**
 * Measures encryption and decryption in an open page.
 *
 * @param {Visit} visit
 * @param {number} bits
 * @param {boolean} quick
 */
function operationsIn(visit, bits, quick) {
  const how = { bits, seconds: quick ? 1 : 12 };
  return visit.evaluate(
    (how) => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.operations(how),
    how,
  );
}

/**
 * Searches primes among the same candidates with the kernels fma52 and dot13. The time for a prime grows linearly with
 * the number of candidates tested. A straight line is fitted to the measured times; its value at the expected number of
 * tests gives a time for a key that does not depend on chance.
 *
 * @param {Run} run
 */
async function candidates(run) {
  for (const [kernel, page] of [
    ["fma52", run.bench],
    ["dot13", `${run.bench}#base`],
  ]) {
    const visit = await run.browser.visit(/** @type {string} */ (page));
    for (const bits of SIZES) {
      progress(`fixed candidates of ${bits / 2} bits, ${kernel} kernel`);
      run.results.facts[`fixed candidates, ${bits} bits, ${kernel}`] = await candidatesIn(visit, bits, run.quick);
    }
    await visit.close();
  }
}

/**
 * Measures fixed candidates in an open page.
 *
 * @param {Visit} visit
 * @param {number} bits
 * @param {boolean} quick
 */
async function candidatesIn(visit, bits, quick) {
  const evaluate = (/** @type {{ bits: number, first: number, count: number }} */ how) =>
    visit.evaluate(
      (how) => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.candidates(how),
      how,
    );
  // Warm-up.
  await evaluate({ bits, first: 1, count: 3 });
  const { primes, confirmations, keys } = await evaluate({
    bits,
    first: 4,
    count: quick ? 10 : Math.round(100 * (2048 / bits)),
  });
  const { slope, start } = line(primes.map(({ tests, took }) => ({ x: tests, y: took })));
  const tests = mean(primes.map(({ tests }) => tests));
  return {
    "primes": primes.length,
    "tests a prime": tests,
    "tests expected": expectedTests(bits),
    "deviation of the mean expected": expectedTests(bits) / Math.sqrt(primes.length),
    "ms a test": slope,
    "ms a prime beside its tests": start,
    "ms to confirm both primes": mean(confirmations),
    "ms to make the key": mean(keys),
    "ms a key, normalised": 2 * (expectedTests(bits) * slope + start) + mean(confirmations) + mean(keys),
  };
}

/** Keys and decryption of other libraries in Chromium. @param {Run} run */
async function others(run) {
  progress("other libraries");
  const visit = await run.browser.visit(new URL("others.html", run.bench).href);
  const how = { bits: 2048, seconds: run.quick ? 0 : 60 };
  run.results.tables["other libraries, generate, 2048 bits"] = rows(
    await visit.evaluate(
      (how) => /** @type {{ bench: Others }} */ (/** @type {unknown} */ (globalThis)).bench.keys(how),
      how,
    ),
  );
  run.results.tables["other libraries, decrypt, 2048 bits"] = rows(
    await visit.evaluate(
      (how) =>
        /** @type {{ bench: Others }} */ (/** @type {unknown} */ (globalThis)).bench.decrypt({
          ...how,
          seconds: how.seconds / 5,
        }),
      how,
    ),
  );
  await visit.close();
}

/** 100 decryptions through the keyring, beside 100 direct ones. @param {Run} run */
async function batch(run) {
  progress("batches");
  const visit = await run.browser.visit(run.bench);
  const how = { bits: 2048, seconds: run.quick ? 1 : 10 };
  const samples = await visit.evaluate(
    (how) => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.batches(how),
    how,
  );
  run.results.tables["100 decryptions, 2048 bits"] = rows(samples, "direct");
  run.results.values["100 decryptions through the keyring"] = ratio(samples, "keyring", "direct");
  await visit.close();
}

/** The memory of each wasm instance after 100 decryptions in the keyring and 100 on the page. @param {Run} run */
async function memory(run) {
  progress("memory");
  const visit = await run.browser.visit(run.bench);
  const how = { bits: 4096, count: 100 };
  await visit.evaluate(
    (how) => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.exercise(how),
    how,
  );
  const memories = await visit.memories(new URL("sealpost/wasm/sealpost.js", run.bench));
  run.results.facts["wasm memory after 100 operations at 4096 bits, MiB"] = Object.fromEntries(
    memories.map((bytes, index) => [index === 0 ? "page" : `worker ${index}`, bytes / 2 ** 20]),
  );
  run.results.values["wasm memory of the largest instance"] = Math.max(...memories) / 2 ** 20;
  await visit.close();
}

/** Sealing and unsealing, beside WebCrypto. @param {Run} run */
async function messages(run) {
  const { speeds, values } = await measureMessages(run.browser, run.bench, run.quick);
  run.results.messages = speeds;
  Object.assign(run.results.values, values);
}

/** Sealing and opening a large file in Node, beside age, and in Chromium. @param {Run} run */
async function files(run) {
  progress("files");
  const mebibytes = run.quick ? 128 : 4096;
  run.results.facts[`a file of ${mebibytes} MiB in Node`] = measureInNode(mebibytes);
  run.results.facts[`a file of ${mebibytes} MiB in Chromium`] = await measureInChromium(mebibytes);
}

/** Squarings with the kernels fma52 and dot13. @param {Run} run */
async function kernels(run) {
  const visit = await run.browser.visit(new URL("kernels.html", run.bench).href);
  for (const bits of [1024, 1536, 2048]) {
    progress(`squarings of ${bits} bits`);
    const how = { bits, seconds: run.quick ? 1 : 6 };
    const samples = await visit.evaluate(
      (how) => /** @type {{ bench: Kernels }} */ (/** @type {unknown} */ (globalThis)).bench.squarings(how),
      how,
    );
    const [fma52, dot13] = [median(samples.fma52 ?? []), median(samples.dot13 ?? [])];
    run.results.facts[`squaring, ${bits} bits, ns, medians`] = { fma52, dot13, ratio: dot13 / fma52 };
    if (bits === 1024) run.results.values["dot13 squaring, 1024 bits"] = dot13 / fma52;
  }
  await visit.close();
}

/** Keys, operations and candidates in Firefox. @param {Run} run */
async function firefox(run) {
  await elsewhere(run, "Firefox", browsers.firefox);
}

/** Keys, operations and candidates in WebKit. @param {Run} run */
async function webkit(run) {
  await elsewhere(run, "WebKit", browsers.webkit);
}

/**
 * Keys, operations and candidates in another browser, beside its own WebCrypto.
 *
 * @param {Run} run
 * @param {"Firefox" | "WebKit"} name
 * @param {() => Promise<Browser>} open
 */
async function elsewhere(run, name, open) {
  if ((process.env.SEALPOST_MISSING ?? "").split(" ").includes(name)) return progress(`${name} is not installed`);
  const browser = await open();
  try {
    progress(browser.version);
    const visit = await browser.visit(run.bench);
    const engine = await visit.evaluate(
      () => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.engine(),
      undefined,
    );
    const title = `${browser.version}, ${engine}`;
    const how = /** @type {const} */ ({ bits: 2048, seconds: 0, atLeast: run.quick ? 3 : 200 });
    const keys = await visit.evaluate(
      (how) => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.keys(how),
      how,
    );
    run.results.tables[`${title}, generate, 2048 bits`] = rows(keys);
    run.results.values[`${name}, generate, 2048 bits`] = ratio(keys, "one worker");
    const { decrypt, encrypt } = await operationsIn(visit, 2048, run.quick);
    run.results.tables[`${title}, decrypt, 2048 bits`] = rows(decrypt);
    run.results.tables[`${title}, encrypt, 2048 bits`] = rows(encrypt);
    if (name === "Firefox") run.results.values["Firefox, decrypt, 2048 bits"] = ratio(decrypt, "sealpost");
    run.results.facts[`${title}, fixed candidates, 2048 bits`] = await candidatesIn(visit, 2048, run.quick);
  } finally {
    await browser.close();
  }
}

/**
 * The sizes of the files that a visit of the page and the generation of a key request; the server's log lists them. The
 * package is bundled and minified as in a production build (`xtask/bundle-package.js`), and each file is compressed by
 * itself.
 *
 * @param {Run} run
 */
async function sizes(run) {
  progress("sizes");
  // The page of the section `start` requests all files that generating a key needs. The site requests those that it
  // needs to show its first page.
  const start = await run.browser.visit(new URL("start.html#sealpost-2048", run.bench).href);
  await start.evaluate(
    () => /** @type {{ started: Promise<unknown> }} */ (/** @type {unknown} */ (globalThis)).started.then(() => {}),
    undefined,
  );
  await start.close();
  await run.browser.load(run.site);
  const bench = (await requested("SEALPOST_BENCH_LOG")).filter((path) => path.startsWith("sealpost/"));
  const paths = new Set([...(await requested("SEALPOST_SERVER_LOG")), ...bench]);
  const sites = ["dist/site/", "dist/site-package/"].map((folder) => new URL(folder, ROOT));
  const files = await fileSizes(sites, [...paths].sort());
  const code = files.filter(({ name }) => /\.(js|wasm)$/.test(name));
  // The site's service worker requests the files for sealed files too.
  const ofPackage = files.filter(({ name }) => name.startsWith("sealpost/") && !FOR_FILES.test(name));
  run.results.sizes.files = [
    ...files,
    sum("the package", ofPackage),
    sum("wasm and JavaScript", code),
    sum("everything", files),
  ];
  run.results.sizes["sections of the wasm"] = await sectionSizes(
    new URL("dist/site/sealpost/wasm/sealpost_bg.wasm", ROOT),
  );
  run.results.values["download of one browser"] = sum("the package", ofPackage).gzip;
  const { script, wasm } = (await sending(new URL("js/", ROOT))).sizes;
  run.results.values["download of a page that only sends"] = script + wasm;
}

/**
 * The paths of the files that were requested, from a server's log. `log` is the environment variable that names the
 * log.
 *
 * @param {string} log
 */
async function requested(log) {
  const lines = (await readFile(process.env[log] ?? "", "utf8")).split("\n").map((line) => line.split(" "));
  const found = lines.filter(([method, , status]) => method === "GET" && status === "200");
  return found.map(([, target = ""]) => target.replace(/[?#].*/, "").slice(1) || "index.html");
}

/**
 * The sizes of several files together.
 *
 * @param {string} name
 * @param {Size[]} sizes
 */
function sum(name, sizes) {
  return sizes.reduce((total, { raw, gzip }) => ({ name, raw: total.raw + raw, gzip: total.gzip + gzip }), {
    name,
    raw: 0,
    gzip: 0,
  });
}
