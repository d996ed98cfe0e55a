// Libraries are timed in turns, so that a load on the machine slows all of them down.

/** The shortest sample in milliseconds: the clock of browsers has a resolution of 0.1 ms or worse. */
const SAMPLE = 25;

/**
 * Times each of `ways` in turn until the seconds are over and each has `atLeast` samples. The first turn is a warm-up
 * and is not counted.
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
 * Repeats an operation for the length of a sample. Returns the mean milliseconds of one operation.
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
 * Milliseconds for a single run. If `way` returns a function, it is called afterwards to clean up, which is not timed.
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
 * Throws if a result is wrong: an operation that gives a wrong result could be faster than a right one.
 *
 * @param {Uint8Array} actual
 * @param {Uint8Array} expected
 */
export function same(actual, expected) {
  if (String(actual) !== String(expected)) throw new Error("an operation gave a wrong result");
}
