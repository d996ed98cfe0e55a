// Started by `cargo xtask soak` in Node 24: generates thousands of keys with the accelerated kernel, checks each key,
// and checks that no prime comes twice. Two controls run first: a random source that is stuck must be reported, and so
// must a random source that gives every worker the same bytes.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** @import { Report, Task } from "./worker.js" */

const BITS = 2048;
const keys = Number(process.argv[2]);

/** What several workers report: their primes, times, engines and errors. */
class Run {
  /** @type {Set<string>} */
  #primes = new Set();
  /** How many keys were made. */
  made = 0;
  /** How many primes had come before. */
  twice = 0;
  /** Milliseconds for all keys together. */
  total = 0;
  /** Milliseconds for the slowest key. */
  longest = 0;
  /** @type {string[]} */
  engines = [];
  /** @type {string[]} */
  codes = [];
  /** @type {string[]} */
  wrong = [];

  /**
   * Runs one worker until it ends.
   *
   * @param {Task} task
   * @param {() => void} [progress]
   */
  work(task, progress = () => {}) {
    return new Promise((resolve) => {
      const worker = new Worker(new URL("worker.js", import.meta.url), { workerData: task });
      worker.on("message", (/** @type {Report} */ report) => {
        this.#note(report);
        progress();
      });
      worker.on("error", (error) => this.wrong.push(String(error)));
      worker.on("exit", resolve);
    });
  }

  /** @param {Report} report */
  #note(report) {
    if ("engine" in report) this.engines.push(report.engine);
    if ("code" in report) this.codes.push(report.code);
    if ("wrong" in report) this.wrong.push(report.wrong);
    if (!("primes" in report)) return;
    for (const prime of report.primes) {
      if (this.#primes.has(prime)) this.twice += 1;
      this.#primes.add(prime);
    }
    this.made += 1;
    this.total += report.took;
    this.longest = Math.max(this.longest, report.took);
  }

  /** Everything that is wrong, as texts. `expected` is the number of keys. */
  faults(/** @type {number} */ expected) {
    const found = [...this.wrong, ...this.codes.map((code) => `generate failed: ${code}`)];
    if (this.twice > 0) found.push(`${this.twice} primes came twice`);
    if (this.made !== expected) found.push(`${this.made} keys were made, not ${expected}`);
    if (this.engines.some((engine) => engine !== "relaxed-simd"))
      found.push(`the engine was ${this.engines.join(", ")}`);
    return found;
  }
}

/**
 * Runs two workers with a bad random source. Returns whether the fault was reported.
 *
 * @param {"stuck" | "replayed"} source
 */
async function control(source) {
  const run = new Run();
  await Promise.all([1, 2].map(() => run.work({ keys: 2, bits: BITS, source })));
  const faults = run.faults(4);
  console.log(`control, ${source} random source: ${faults.join("; ") || "NOT NOTICED"}`);
  // With a stuck source no key may be made.
  return (
    faults.length > 0 &&
    (source !== "stuck" || (run.made === 0 && run.codes.every((code) => code === "random-unavailable")))
  );
}

const controls = [await control("stuck"), await control("replayed")];

const run = new Run();
const workers = Math.min(availableParallelism(), keys);
const started = Date.now();
let shown = started;
const progress = () => {
  if (Date.now() - shown < 10_000) return;
  shown = Date.now();
  console.log(`${run.made} of ${keys} keys after ${Math.round((shown - started) / 1000)} s`);
};
// The shares of the workers add up to `keys`.
const shares = Array.from({ length: workers }, (_, index) => Math.floor((keys + index) / workers));
await Promise.all(shares.map((share) => run.work({ keys: share, bits: BITS, source: "system" }, progress)));

const faults = run.faults(keys);
console.log(
  `${run.made} keys of ${BITS} bits on ${workers} threads: ${(run.total / run.made).toFixed(1)} ms to generate one on average, ${run.longest.toFixed(0)} ms at most`,
);
console.log(`${2 * run.made} primes, ${run.twice} of them twice; each key checked by itself and with rsa`);
for (const fault of faults) console.log(`WRONG: ${fault}`);
process.exitCode = faults.length === 0 && controls.every(Boolean) ? 0 : 1;
