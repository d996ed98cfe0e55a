// Measures the classes of a group, all in one random order, and compares each with the first.
import { Random } from "../support/random.js";
import { compare } from "./statistics.js";

/** @import { Group, Keys, Sealpost } from "./classes.js" */
/** @import { Verdict } from "./statistics.js" */

/** @typedef {Verdict & { pair: string, calls: number }} Row Times in microseconds. */

/** Inputs that are made ahead, and used once each. */
const BATCH = 1000;

/**
 * Times of each class in microseconds, `calls` of each.
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
  // The first calls run in code that is not compiled yet.
  for (let index = 0; index < 200; index += 1) time(operation, group.classes[index % times.length]?.make(keys));
  for (let start = 0; start < order.length; start += BATCH) {
    const batch = order.slice(start, start + BATCH);
    const inputs = batch.map((index) => placed(group.classes[index]?.make(keys)));
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
 * Bytes in a buffer of their own, however they were made: Node's small ones share a buffer, from which a copy takes 0.2 µs longer
 * than from another.
 *
 * @param {unknown} input
 */
const placed = (input) => (input instanceof Uint8Array ? new Uint8Array(input) : input);

/** @param {(input: any) => unknown} operation @param {unknown} input */
function time(operation, input) {
  const started = process.hrtime.bigint();
  try {
    operation(input);
  } catch {
    // It took as long as it took.
  }
  return Number(process.hrtime.bigint() - started) / 1000;
}

/**
 * The group's first class beside each other one.
 *
 * @param {Sealpost} sealpost
 * @param {Group} group
 * @param {Keys} keys
 * @param {number} calls For each pair, half of them for each of its classes.
 * @param {Random} random
 * @returns {Row[]}
 */
export function comparePairs(sealpost, group, keys, calls, random) {
  const [base, ...others] = measure(sealpost, group, keys, Math.ceil(calls / 2), random);
  if (!base) throw new Error("a group has classes");
  const [first, ...rest] = group.classes;
  return others.map((times, index) => ({
    ...compare(base, times),
    pair: `${group.name}: ${first?.name} | ${rest[index]?.name}`,
    calls: base.length + times.length,
  }));
}
