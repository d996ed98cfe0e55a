// js/base/errors.js lists the codes of errors. An error of the wasm module whose code is not in that list would be
// taken for a trap, after which the module is not used again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { errorCodes } from "../../js/base/errors.js";
import { root } from "./project.js";

/** The codes that `Error::code` returns. @param {string} source The text of src/error.rs. */
function codesIn(source) {
  const [, body = ""] = /pub const fn code\(&self\)[^{]*\{([^]*?)\n {4}\}/.exec(source) ?? [];
  return Array.from(body.matchAll(/=> "([a-z-]+)"/g), ([, code]) => code);
}

const source = readFileSync(join(root, "src/error.rs"), "utf8");
const missing = (/** @type {string} */ text) =>
  codesIn(text).filter((code) => !errorCodes.includes(/** @type {any} */ (code)));

test("JavaScript knows every code of the crate's errors", () => {
  assert.ok(codesIn(source).length > 10, "control: the codes are found");
  assert.deepEqual(missing(source), []);
});

test("control: a code that JavaScript does not know is found", () => {
  const changed = source.replace('=> "weak-key"', '=> "weaker-key"');
  assert.deepEqual(missing(changed), ["weaker-key"]);
});
