// Started by `cargo xtask timing`, once for each kernel and version of Node: measures all pairs of classes and prints a
// row for each pair.
//
// A pair that exceeds the bound is measured again with fresh keys and twice the calls, and fails if it exceeds the
// bound again. The control must exceed the bound. With names of groups, or their beginnings, as arguments, only these
// groups and the control are measured.
import { parseArgs } from "node:util";
import { Random } from "../support/random.js";
import { loaded } from "../kernels/package.js";
import { GROUPS, freshKeys } from "./classes.js";
import { comparePairs } from "./measure.js";
import { BOUND } from "./statistics.js";

/** @import { Group } from "./classes.js" */
/** @import { Row } from "./measure.js" */

const { values, positionals } = parseArgs({
  options: { kernel: { type: "string" }, calls: { type: "string" }, seed: { type: "string" } },
  allowPositionals: true,
});
const kernel = values.kernel === "relaxed-simd" ? "accelerated" : "base";
const calls = Number(values.calls);
const random = new Random(Number(values.seed));
const isNamed = (/** @type {Group} */ { name }) => positionals.some((beginning) => name.startsWith(beginning));
const groups = GROUPS.filter((group) => group.control || positionals.length === 0 || isNamed(group));
if (groups.every(({ control }) => control)) throw new Error(`there is no group ${positionals.join(", ")}`);

/** @type {(() => unknown)[]} */
const after = [];
const { sealpost } = await loaded(
  /** @type {any} */ ({ after: (/** @type {() => unknown} */ clean) => after.push(clean) }),
  kernel,
);
const started = performance.now();
let failed = 0;
/** The highest |t| of a pair, and that of the control, without repeated measurements. */
const highest = { pair: 0, control: 0 };
try {
  if (sealpost.engine() !== values.kernel) throw new Error(`the kernel is ${sealpost.engine()}, not ${values.kernel}`);
  for (const group of groups) {
    const rows = comparePairs(sealpost, group, freshKeys(sealpost), calls, random);
    const which = group.control ? "control" : "pair";
    highest[which] = Math.max(highest[which], ...rows.map(({ t }) => Math.abs(t)));
    for (const row of rows)
      show(row, exceeds(row) === (group.control ?? false) ? "" : group.control ? "NOT NOTICED" : "again");
    if (group.control) failed += rows.filter((row) => !exceeds(row)).length;
    else failed += again(group, rows);
  }
} finally {
  for (const clean of after) await clean();
}
// The row of the table in docs/assurance.md.
const release = process.versions.node.split(".").slice(0, 2).join(".");
console.log(`| \`${values.kernel}\` | ${release} | ${highest.pair.toFixed(2)} | ${highest.control.toFixed(0)} |`);
console.log(
  `${process.version} ${values.kernel}: ${((performance.now() - started) / 60_000).toFixed(1)} minutes, ${failed} failed`,
);
process.exitCode = failed === 0 ? 0 : 1;

/** Whether a pair exceeds the bound. @param {Row} row */
function exceeds({ t }) {
  return !(Math.abs(t) < BOUND);
}

/**
 * Measures again the pairs that exceeded the bound. Returns how many exceed it again.
 *
 * @param {Group} group
 * @param {Row[]} rows
 */
function again(group, rows) {
  const [first, ...others] = group.classes;
  const suspects = others.filter((_, index) => rows[index] && exceeds(rows[index]));
  if (!first || suspects.length === 0) return 0;
  const repeated = comparePairs(
    sealpost,
    { ...group, classes: [first, ...suspects] },
    freshKeys(sealpost),
    2 * calls,
    random,
  );
  for (const row of repeated) show(row, exceeds(row) ? "FAILED" : "passes with fresh keys");
  return repeated.filter(exceeds).length;
}

/** Prints a row. @param {Row} row @param {string} remark */
function show({ pair, calls: count, t, difference, crop }, remark) {
  const [node] = process.version.split(".");
  const numbers = [
    String(count).padStart(7),
    t.toFixed(2).padStart(7),
    `${difference.toFixed(2)} µs`.padStart(10),
    `${100 * crop} %`.padStart(5),
  ];
  console.log([values.kernel?.padEnd(12), node?.padEnd(4), ...numbers, ` ${pair}`, remark].join(" ").trimEnd());
}
