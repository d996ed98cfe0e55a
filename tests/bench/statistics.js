// What is measured beside what, and statistics of samples: means, medians, ratios, rows of tables, and a straight line through points. Also the expected
// number of tests for a prime.

/** The library that the others are compared with. */
export const REFERENCE = "WebCrypto";
/** The sizes of the keys that are measured, in bits. */
export const SIZES = [2048, 3072, 4096];

/**
 * A row of a table. Times are in ms.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {number} count
 * @property {number} mean
 * @property {number} deviation The standard deviation.
 * @property {number} median
 * @property {number} min
 * @property {number} max
 * @property {number | null} ratio Of the mean to the mean of the reference.
 */
/** @typedef {Record<string, number[]>} Samples Times in ms, by what was timed. */

/** The arithmetic mean. @param {number[]} numbers */
export function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The median, and of an even count the lower of the two middle numbers. @param {number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
}

/**
 * The rows of a table, one for each name in `samples`. Their ratios are to the mean of `reference`.
 *
 * @param {Samples} samples
 * @param {string} [reference]
 * @returns {Row[]}
 */
export function rows(samples, reference = REFERENCE) {
  const base = samples[reference];
  return Object.entries(samples).map(([name, times]) => ({
    name,
    count: times.length,
    mean: mean(times),
    deviation: Math.sqrt(mean(times.map((time) => (time - mean(times)) ** 2))),
    median: median(times),
    min: Math.min(...times),
    max: Math.max(...times),
    ratio: base ? mean(times) / mean(base) : null,
  }));
}

/**
 * The mean of one of the samples, divided by that of `reference`.
 *
 * @param {Samples} samples
 * @param {string} name
 * @param {string} [reference]
 */
export function ratio(samples, name, reference = REFERENCE) {
  return mean(samples[name] ?? []) / mean(samples[reference] ?? []);
}

/**
 * The straight line through points by least squares: its slope, and its value at x = 0.
 *
 * @param {{ x: number, y: number }[]} points
 */
export function line(points) {
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const slope =
    mean(points.map((point) => (point.x - x) * (point.y - y))) / mean(points.map((point) => (point.x - x) ** 2));
  return { slope, start: y - slope * x };
}

/**
 * The average number of tests for a prime of a modulus of `bits` bits: ln(2^k)·e^-γ/ln B for k-bit numbers that no
 * prime below B = 2^18 divides, and half a test more, because candidates are tested in pairs.
 *
 * @param {number} bits
 */
export function expectedTests(bits) {
  return ((bits / 2) * Math.LN2 * 0.5614594836) / Math.log(2 ** 18) + 0.5;
}
