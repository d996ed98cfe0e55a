// Reads mutated messages with sealpost and jose, or mutated keys with sealpost and Node's OpenSSL, and reports where
// the two differ. Started by `cargo xtask differential` and `cargo xtask soak` with many more mutants than the tests
// have.
//
// Usage: node run.js messages|keys COUNT SEED
import { compareKeys } from "./keys/compare.js";
import { compareMessages } from "./messages/compare.js";

const [what = "", count = "", seed = ""] = process.argv.slice(2);
const compare = { messages: compareMessages, keys: compareKeys }[what];
if (!compare) throw new Error(`the first argument is "messages" or "keys", not ${what}`);

const started = performance.now();
const { mutants, both, neither, rules, faults } = await compare({ count: Number(count), seed: Number(seed) });
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${what}, seed ${seed}: ${mutants} mutants in ${seconds} s; ${both} read by both, ${neither} by neither. ` +
    "Differences that a rule explains:",
);
for (const [rule, times] of rules) console.log(`  ${String(times).padStart(6)}  ${rule}`);
// A fault is a difference that no rule explains, or an internal error.
for (const { fault, text } of faults.slice(0, 20)) console.log(`FAULT ${fault}\n  ${text.slice(0, 2000)}`);
if (faults.length > 20) console.log(`and ${faults.length - 20} more`);
process.exitCode = faults.length === 0 ? 0 : 1;
