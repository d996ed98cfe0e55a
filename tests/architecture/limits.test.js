// js/base/limits.js repeats limits and other numbers of the crate, because JavaScript uses them before it calls the
// wasm module, or without loading it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./project.js";

const read = (/** @type {string} */ file) => readFileSync(join(root, file), "utf8");

/** The value of a constant's expression: a number, or one number shifted by another. @param {string} expression */
function value(expression) {
  const [, number, shift = "0"] = /^([\d_]+)(?: << (\d+))?$/.exec(expression) ?? assert.fail(expression);
  return Number(number?.replaceAll("_", "")) * 2 ** Number(shift);
}

/**
 * Each constant of js/base/limits.js: its value, and the value of the constant in Rust that its comment names.
 *
 * @param {string} limits The text of js/base/limits.js.
 * @param {(file: string) => string} source The text of a file of Rust.
 */
function compared(limits, source) {
  const pattern = /\/\*\*([^*]*) \*\/\nexport const (\w+) = (.*);/g;
  return Array.from(limits.matchAll(pattern), ([, comment = "", name, expression]) => {
    const [, constant, file] = /: `(\w+)` in (\S+)\.$/.exec(comment) ?? [];
    assert.ok(constant && file, `${name} names no constant of the crate`);
    const [, found] = new RegExp(`const ${constant}: \\w+ = (.*);`).exec(source(file)) ?? [];
    assert.ok(found, `${file} has no constant ${constant}`);
    return { name, inJavaScript: value(String(expression)), inRust: value(found) };
  });
}

const differing = (/** @type {ReturnType<typeof compared>} */ limits) =>
  limits.filter(({ inJavaScript, inRust }) => inJavaScript !== inRust).map(({ name }) => name);

const limits = read("js/base/limits.js");

test("the limits in JavaScript are those of the crate", () => {
  const found = compared(limits, read);
  assert.equal(found.length, limits.split("export const").length - 1, "control: each is compared");
  assert.deepEqual(differing(found), []);
});

test("a limit that differs is found, whether it was changed in JavaScript or in Rust", () => {
  const changed = limits.replace("KEY_LIMIT = 64 << 10", "KEY_LIMIT = 65 << 10");
  assert.deepEqual(differing(compared(changed, read)), ["KEY_LIMIT"]);
  const source = (/** @type {string} */ file) =>
    read(file).replace("MAX_MESSAGE: usize = 64 << 20", "MAX_MESSAGE: usize = 1 << 20");
  assert.deepEqual(differing(compared(limits, source)), ["MESSAGE_LIMIT"]);
  assert.throws(() => compared(limits, () => ""), /has no constant/);
  assert.throws(
    () => compared("/** Without a constant in Rust. */\nexport const ALONE = 1;\n", read),
    /names no constant/,
  );
});

test("the text about too many recipients is the same in JavaScript and in Rust", () => {
  const [, inJavaScript = ""] = /`(the message has \$\{.*?)`/.exec(read("js/base/arguments.js")) ?? [];
  const [, parts] = /Self::TooManyRecipients \{ \.\. \} => \{\s*return \[([^\]]*)\]/.exec(read("src/error.rs")) ?? [];
  const inRust = JSON.parse(`[${parts ?? ""}]`);
  assert.ok(inRust.length === 3 && inJavaScript, "control: both are found");
  assert.equal(inJavaScript.replace(/\$\{\w+\}/g, "N"), inRust.join("N"));
});

test("what follows the header of a sealed file in a piece of it fits into the output of the module for files", () => {
  const [, piece = ""] = /\nconst PIECE = (.*);/.exec(read("js/files/source.js")) ?? [];
  const [, output = ""] = /\nconst OUTPUT: usize = (.*);/.exec(read("crates/age/src/wasm.rs")) ?? [];
  const chunk = 64 << 10;
  // A piece with a header is shorter than four encrypted chunks after it, and a last chunk is not opened before more comes.
  assert.ok(value(piece) <= 4 * chunk && value(output) >= 3 * chunk, `${piece}, ${output}`);
});
