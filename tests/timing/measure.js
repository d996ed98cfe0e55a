// Measures the classes of a group, all in one random order, and compares each class with the first.
import { Random } from "../support/random.js";
import { compare } from "./statistics.js";

/** @import { Group, Keys, Sealpost } from "./classes.js" */
/** @import { Verdict } from "./statistics.js" */

/** @typedef {Verdict & { pair: string, calls: number }} Row `calls` of both classes together; times in microseconds. */

/** How many inputs are made before they are measured. Each input is used once. */
const BATCH = 1000;

/**
 * The times of `calls` calls for each class, in microseconds.
 *
 * @param {Sealpost} sealpost
 * @param {Group} group
 * @param {Keys} keys
 * @param {number} calls
 * @param {Random} random
 */
export function measure(sealpost, group, keys, calls, random) {
  const operation = group.operation(sealpost, keys);
  const times = group.classes.map(() => new Float64Array(calls));
  const order = random.shuffled(group.classes.flatMap((_, index) => new Array(calls).fill(index)));
  const counts = group.classes.map(() => 0);
  // Warm-up: the first calls run in code that the engine has not optimised yet.
  for (let index = 0; index < 200; index += 1) time(operation, group.classes[index % times.length]?.make(keys));
  for (let start = 0; start < order.length; start += BATCH) {
    const batch = order.slice(start, start + BATCH);
    const inputs = batch.map((index) => withOwnBuffer(group.classes[index]?.make(keys)));
    for (const [at, index] of batch.entries()) {
      const taken = time(operation, inputs[at]);
      const place = counts[index] ?? 0;
      /** @type {Float64Array} */ (times[index])[place] = taken;
      counts[index] = place + 1;
    }
  }
  return times;
}

/**
 * A copy with an ArrayBuffer of its own. Small buffers of Node share one ArrayBuffer, and copying from there takes
 * 0.2 µs longer.
 *
 * @param {unknown} input
 */
const withOwnBuffer = (input) => (input instanceof Uint8Array ? new Uint8Array(input) : input);

/** The time of one call in microseconds. @param {(input: any) => unknown} operation @param {unknown} input */
function time(operation, input) {
  const started = process.hrtime.bigint();
  try {
    operation(input);
  } catch {
    // The time of a call that fails counts too.
  }
  return Number(process.hrtime.bigint() - started) / 1000;
}

/**
 * Compares the first class of a group with each of the others.
 *
 * @param {Sealpost} sealpost
 * @param {Group} group
 * @param {Keys} keys
 * @param {number} calls For each pair of classes; each of the two classes gets half of the calls.
 * @param {Random} random
 * @returns {Row[]}
 */
export function comparePairs(sealpost, group, keys, calls, random) {
  const [base, ...others] = measure(sealpost, group, keys, Math.ceil(calls / 2), random);
  if (!base) throw new Error("a group must have classes");
  const [first, ...rest] = group.classes;
  return others.map((times, index) => ({
    ...compare(base, times),
    pair: `${group.name}: ${first?.name} | ${rest[index]?.name}`,
    calls: base.length + times.length,
  }));
}
