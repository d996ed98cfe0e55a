// What the picture shows: sealpost and other libraries, from the tables and sizes of one run.
import { REFERENCE } from "../statistics.js";
import { row } from "./ratios.js";

/** @import { Results } from "../sections.js" */

/** @typedef {{ name: string, value: number }} Bar In ms or bytes. */
/** @typedef {{ title: string, bars: Bar[] }} Group */
/**
 * @typedef {object} Figures
 * @property {Group[]} times The first bar of each is WebCrypto.
 * @property {Group} download
 */

/** The other libraries: the name in the picture, in the bench's tables, and of the file that a browser downloads. */
const OTHERS = [
  { name: "rsa (Rust)", table: "rsa 0.10.0", file: "rsa.wasm" },
  { name: "node-forge", table: "node-forge", file: "forge.min.js" },
  { name: "jsencrypt", table: "jsencrypt", file: "jsencrypt.min.js" },
];

/** The figures of a run. Throws if one of them was not measured. @param {Results} results @returns {Figures} */
export function figuresOf(results) {
  /**
   * @param {string} table
   * @param {string} name
   * @param {"mean" | "min"} by
   */
  const time = (table, name, by) => known(row(results, `${table}, 2048 bits`, name)?.[by], `${table}, ${name}`);
  /**
   * WebCrypto and sealpost as in the table of ratios, and the others.
   *
   * @param {string} what
   * @param {string} own
   * @param {"mean" | "min"} by
   */
  const bars = (what, own, by) => [
    { name: REFERENCE, value: time(what, REFERENCE, by) },
    { name: "sealpost", value: time(what, own, by) },
    ...OTHERS.map(({ name, table }) => ({ name, value: time(`other libraries, ${what}`, table, by) })),
  ];
  const size = (/** @type {string} */ file) =>
    known(results.sizes["other libraries"]?.find(({ name }) => name === file)?.gzip, file);
  const download = (/** @type {string} */ what) => known(results.values[`download of ${what}`], what);
  return {
    times: [
      { title: "Generate", bars: bars("generate", "two workers", "mean") },
      { title: "Decrypt", bars: bars("decrypt", "sealpost", "min") },
      { title: "Encrypt", bars: bars("encrypt", "sealpost", "min") },
    ],
    download: {
      title: "Download",
      bars: [
        { name: REFERENCE, value: 0 },
        { name: "sealpost", value: download("one browser") },
        { name: "sealpost/encrypt", value: download("a page that only sends") },
        ...OTHERS.map(({ name, file }) => ({ name, value: size(file) })),
      ],
    },
  };
}

/** How many keys each library has made at least. @param {Results} results */
export function keysOf(results) {
  const tables = ["generate, 2048 bits", "other libraries, generate, 2048 bits"];
  return Math.min(...tables.flatMap((table) => results.tables[table] ?? []).map(({ count }) => count));
}

/** The names and versions of the other libraries. @param {Record<string, string>} versions Of npm packages. */
export function named(versions) {
  return OTHERS.map(({ name, table }) => (table === name ? `${name} ${versions[name]}` : table)).join(", ");
}

/**
 * @param {number | undefined} value
 * @param {string} what
 */
function known(value, what) {
  if (value === undefined) throw new Error(`not measured: ${what}`);
  return value;
}
