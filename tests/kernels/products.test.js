// Every kernel compared with crypto-bigint in wasm: in Node 24, Chromium and Firefox, and in WebKit without the
// accelerated kernel, which does not run there. Then the number of tests that a search for a prime takes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { launchChromium } from "../support/browser/chromium.js";
import { launchFirefox } from "../support/browser/firefox.js";
import { launchWebKit } from "../support/browser/webkit.js";
import { plant, wrapper } from "./fault.js";
import { powers, primes, products, setUp } from "./products.js";
import { fused } from "./processor.js";

/** How many products, by the modulus's bits: a million in all, most of them of small numbers, which take less time. */
const PLAN = {
  152: 100_000,
  256: 250_000,
  512: 300_000,
  768: 120_000,
  1000: 25_000,
  1023: 25_000,
  1024: 80_000,
  1025: 25_000,
  1244: 12_000,
  1245: 12_000,
  1536: 20_000,
  1540: 5_000,
  1792: 5_000,
  2048: 10_000,
  2100: 2_000,
  2184: 2_000,
  2185: 2_000,
  3072: 4_000,
  4096: 2_000,
  6144: 500,
  8191: 250,
  8192: 250,
};
/** How many primes are searched in each engine with the accelerated kernel, by the modulus's bits. */
const PRIMES = { 2048: 100, 3072: 70, 4096: 50 };
const KERNELS = ["mul28", "dot13", "fma52"];

const base64 = (/** @type {string | URL | undefined} */ file) =>
  readFileSync(file ?? assert.fail("run this with `cargo xtask test`")).toString("base64");
const modules = {
  tests: base64(process.env.SEALPOST_ENGINE_TESTS),
  kernel: base64(new URL("../../js/wasm/sealpost_kernel.wasm", import.meta.url)),
};
const faulty = { ...modules, wrapper: Buffer.from(wrapper()).toString("base64"), plant: String(plant) };

/** @typedef {<T, A>(operation: (argument: A) => T, argument: A) => Promise<T>} Evaluate */
/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {number} seed The seed of the random numbers.
 * @property {boolean} accelerated Whether the engine has what the accelerated kernel needs.
 * @property {number} share The part of PLAN that runs, from 0 to 1.
 * @property {() => Promise<{ evaluate: Evaluate, close: () => Promise<unknown> }>} open
 */

/** The JavaScript engines. @type {Engine[]} */
const engines = [
  {
    name: "Node 24",
    seed: 1,
    accelerated: true,
    share: 1,
    open: async () => ({ evaluate: async (operation, argument) => operation(argument), close: async () => {} }),
  },
  {
    name: "Chromium",
    seed: 2,
    accelerated: true,
    share: 1,
    open: () => inPage(launchChromium()),
  },
  {
    name: "Firefox",
    seed: 3,
    accelerated: true,
    share: 1,
    open: () => inPage(launchFirefox()),
  },
  {
    name: "WebKit",
    seed: 4,
    accelerated: false,
    share: 0.1,
    open: async () => {
      const browser = await launchWebKit();
      await browser.goto("about:blank");
      return { evaluate: /** @type {Evaluate} */ (browser.evaluate), close: browser.close };
    },
  },
];

/** A page of a browser. @param {Promise<{ newPage(): Promise<any>, close(): Promise<unknown> }>} launching */
async function inPage(launching) {
  const browser = await launching;
  const page = await browser.newPage();
  return { evaluate: page.evaluate.bind(page), close: () => browser.close() };
}

const missing = (process.env.SEALPOST_MISSING ?? "").split(" ");

/**
 * How many candidates were tested for each prime, in all engines, by the modulus's bits.
 *
 * @type {Record<string, number[]>}
 */
const searched = {};

test("every kernel computes what crypto-bigint computes, in every engine", { concurrency: true }, async (t) => {
  await Promise.all(
    engines.map((engine) => t.test(engine.name, { skip: missing.includes(engine.name) }, () => inEngine(engine))),
  );
});

/** Runs the plan and the searches in one engine. @param {Engine} engine */
async function inEngine({ name, seed, accelerated, share, open }) {
  const { evaluate, close } = await open();
  try {
    // Control: a fault in the accelerated kernel is found, and only in that kernel.
    if (accelerated && fused) {
      assert.equal(
        await evaluate(setUp, faulty),
        true,
        "the accelerated kernel did not pass its start-up test, which comes before the fault",
      );
      const { wrong } = await evaluate(products, { bits: 512, count: 10_000, seed });
      assert.deepEqual(wrong.slice(0, 2), [0, 0]);
      assert.ok(Number(wrong[2]) >= 1, "the planted fault was not found");
    }
    assert.equal(await evaluate(setUp, modules), accelerated && fused);
    let total = 0;
    for (const [bits, count] of Object.entries(PLAN)) {
      const { made, wrong } = await evaluate(products, { bits: Number(bits), count: Math.ceil(count * share), seed });
      assert.deepEqual(wrong, [0, 0, 0], `wrong products in ${name} at ${bits} bits, of ${KERNELS.join(", ")}`);
      total += made;
    }
    assert.ok(total >= share * 1_000_000, `only ${total} products with each kernel`);
    for (const bits of [512, 1024, 1536, 2048, 4096]) {
      assert.deepEqual(
        await evaluate(powers, { bits, count: 1, seed }),
        [0, 0, 0],
        `wrong powers in ${name} at ${bits} bits`,
      );
    }
    const found = (/** @type {number} */ kernel) =>
      evaluate(primes, { kernel, bits: 1024, first: 100 * seed, count: 5 });
    assert.deepEqual(await found(1), await found(0), "the dot13 kernel finds other primes than the mul28 kernel");
    assert.deepEqual(await found(2), await found(0), "the fma52 kernel finds other primes than the mul28 kernel");
    if (!accelerated) return;
    for (const [bits, count] of Object.entries(PRIMES)) {
      const results = await evaluate(primes, { kernel: 2, bits: Number(bits), first: 1000 * seed, count });
      (searched[bits] ??= []).push(...results.map(({ candidates }) => candidates));
    }
  } finally {
    await close();
  }
}

test("a prime takes as many tests as the density of primes among sieved numbers predicts", (t) => {
  for (const [bits, candidates] of Object.entries(searched)) {
    // ln(2^k)·e^-γ/ln B for k-bit numbers without a factor below B, and half a test more, because candidates are tested
    // in pairs.
    const expected = ((Number(bits) / 2) * Math.LN2 * 0.5614594836) / Math.log(2 ** 18) + 0.5;
    const mean = candidates.reduce((sum, count) => sum + count, 0) / candidates.length;
    // The number of tests is geometrically distributed, so its standard deviation equals its mean. The mean of 150
    // primes, the fewest here, then has a standard deviation of 8 %. If the base-2 test wrongly rejects 27 of 100
    // primes, as an earlier version did, a prime takes 37 % more tests.
    const allowed = 3.5 / Math.sqrt(candidates.length);
    t.diagnostic(
      `${bits} bits: ${mean.toFixed(1)} tests for each of ${candidates.length} primes, expected ${expected.toFixed(1)}`,
    );
    assert.ok(Math.abs(mean / expected - 1) < allowed, `${bits} bits: ${mean} tests a prime, ${expected} expected`);
  }
  assert.ok(Object.keys(searched).length > 0, "no engine has searched");
});
