// The ways of doing one thing take turns, so that whatever slows the machine down for a while slows all of them down.

/** Milliseconds that one sample of a short operation should take: the clock has a resolution of 0.1 ms or worse. */
const SAMPLE = 25;

/**
 * Times each way in turn until the seconds are over and there are enough samples. The first turn warms up and is left out.
 *
 * @template Way
 * @param {Record<string, Way>} ways
 * @param {number} seconds
 * @param {number} atLeast
 * @param {(way: Way) => Promise<number>} time
 */
export async function takeTurns(ways, seconds, atLeast, time) {
  /** @type {Record<string, number[]>} */
  const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (const way of Object.values(ways)) await time(way);
  const end = performance.now() + seconds * 1000;
  for (let turn = 0; turn < atLeast || performance.now() < end; turn += 1) {
    for (const [name, way] of Object.entries(ways)) samples[name]?.push(await time(way));
  }
  return samples;
}

/**
 * Repeats an operation for the length of a sample; milliseconds for one.
 *
 * @param {() => unknown} operation
 */
export async function sample(operation) {
  const started = performance.now();
  let count = 0;
  let took = 0;
  while (took < SAMPLE) {
    await operation();
    count += 1;
    took = performance.now() - started;
  }
  return took / count;
}

/**
 * Milliseconds for a single run. What `way` gives back clears up after it, outside the time.
 *
 * @param {() => unknown} way
 */
export async function once(way) {
  const started = performance.now();
  const clear = await way();
  const took = performance.now() - started;
  if (typeof clear === "function") await clear();
  return took;
}

/**
 * A wrong answer is fast, and no result.
 *
 * @param {Uint8Array} actual
 * @param {Uint8Array} expected
 */
export function same(actual, expected) {
  if (String(actual) !== String(expected)) throw new Error("an operation gave a wrong result");
}
