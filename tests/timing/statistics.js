// Whether the times of two classes of inputs differ: Welch's t, as dudect uses it (Reparaz, Balasch, Verbauwhede: Dude,
// is my code constant time?, DATE 2017).

/**
 * The bound on |t| that is usual in leakage tests (dudect's code has 10). For two equal classes a single |t| exceeds
 * this bound once in 150,000 times.
 */
export const BOUND = 4.5;

/**
 * The shares of the shortest times of both classes together from which t is computed: from all times, from the shortest
 * 99 %, and so on. The greatest |t| is the result. The reason: the operating system causes a long tail of times, which
 * hides small differences.
 */
export const CROPS = [1, 0.99, 0.95, 0.9, 0.75, 0.5, 0.25, 0.1];

/**
 * @typedef {{ t: number, difference: number, crop: number }} Verdict The difference of the means is in the unit of the
 *   times.
 */

/** The mean, the variance and the number of the times. @param {Float64Array} times */
function moments(times) {
  let [mean, squares, count] = [0, 0, 0];
  for (const time of times) {
    count += 1;
    const step = time - mean;
    mean += step / count;
    squares += step * (time - mean);
  }
  return { mean, variance: squares / (count - 1), count };
}

/**
 * Welch's t of two samples, and the difference of their means.
 *
 * @param {Float64Array} one
 * @param {Float64Array} other
 */
export function welch(one, other) {
  const [a, b] = [moments(one), moments(other)];
  const difference = a.mean - b.mean;
  return { t: difference / Math.sqrt(a.variance / a.count + b.variance / b.count), difference };
}

/** The greatest |t| over all crops. @param {Float64Array} one @param {Float64Array} other @returns {Verdict} */
export function compare(one, other) {
  const pooled = Float64Array.from([...one, ...other]).sort();
  const verdicts = CROPS.map((crop) => {
    const limit = pooled[Math.ceil(crop * pooled.length) - 1] ?? Infinity;
    return {
      ...welch(
        one.filter((time) => time <= limit),
        other.filter((time) => time <= limit),
      ),
      crop,
    };
  });
  return verdicts.reduce((worst, verdict) => (Math.abs(verdict.t) > Math.abs(worst.t) ? verdict : worst));
}
