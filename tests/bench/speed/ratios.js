// The ratios of sealpost's times to WebCrypto's, computed from the tables of one run.
import { REFERENCE, SIZES } from "../statistics.js";

/** @import { Results } from "../sections.js" */
/** @import { Row } from "../statistics.js" */

/** @typedef {{ value: number, error: number }} Ratio `error` is the standard error, 0 for the ratio of best times. */
/** @typedef {(results: Results, prefix: string, bits: number) => Ratio | undefined} Column Undefined if it was not measured. */

/**
 * Best times for operations. For keys, whose time is a matter of luck, means: in one thread the time that sealpost takes
 * for the expected number of tests, from a line through the times of its searches, and in a keyring with two generators the mean.
 *
 * @type {Record<string, Column>}
 */
export const columns = {
  "decrypt": (results, prefix, bits) => ofBest(results, `${prefix}decrypt, ${bits} bits`),
  "encrypt": (results, prefix, bits) => ofBest(results, `${prefix}encrypt, ${bits} bits`),
  "generate, one thread": (results, prefix, bits) => {
    const time = results.facts[`${prefix}generate, ${bits} bits, one thread`]?.["ms a key, normalised"];
    const reference = row(results, `${prefix}generate, ${bits} bits`, REFERENCE);
    return time && reference
      ? { value: time / reference.mean, error: (time / reference.mean) * errorOf(reference) }
      : undefined;
  },
  "generate, keyring": (results, prefix, bits) => {
    const own = row(results, `${prefix}generate, ${bits} bits`, "two workers");
    const reference = row(results, `${prefix}generate, ${bits} bits`, REFERENCE);
    if (!own || !reference) return undefined;
    const value = own.mean / reference.mean;
    return { value, error: value * Math.hypot(errorOf(own), errorOf(reference)) };
  },
};

/**
 * The ratios that were measured, by column and size of key: `decrypt, 2048 bits`.
 *
 * @param {Results} results
 * @param {string} [browser] With what the names of its tables and facts begin; nothing for Chromium.
 */
export function ratios(results, browser) {
  const prefix = browser ? `${browser}, ` : "";
  /** @type {Record<string, Ratio>} */
  const found = {};
  for (const [name, column] of Object.entries(columns)) {
    for (const bits of SIZES) {
      const ratio = column(results, prefix, bits);
      if (ratio) found[`${name}, ${bits} bits`] = ratio;
    }
  }
  return found;
}

/**
 * The ratios as lines of a Markdown table, sizes below each other.
 *
 * @param {Record<string, Ratio>} found
 * @param {(ratio: Ratio) => string} text
 */
export function markdown(found, text) {
  const cells = SIZES.map((bits) => [
    `${bits} bits`,
    ...Object.keys(columns).map((name) => {
      const ratio = found[`${name}, ${bits} bits`];
      return ratio ? text(ratio) : "";
    }),
  ]);
  const head = ["key", ...Object.keys(columns)];
  return [head, head.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/**
 * @param {Results} results
 * @param {string} table
 * @param {string} name
 */
export function row(results, table, name) {
  return results.tables[table]?.find((row) => row.name === name);
}

/**
 * The ratio of the best times in a table.
 *
 * @param {Results} results
 * @param {string} table
 * @returns {Ratio | undefined}
 */
function ofBest(results, table) {
  const [own, reference] = [row(results, table, "sealpost"), row(results, table, REFERENCE)];
  return own && reference && { value: own.min / reference.min, error: 0 };
}

/** The standard error of a mean, as a part of it. @param {Row} row */
function errorOf({ count, mean, deviation }) {
  return deviation / mean / Math.sqrt(count);
}
