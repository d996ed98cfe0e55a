// Started by hostile.test.js: opens a message for which there is not enough memory, and prints the errors. The
// arguments of this program are the paths of the entry and of the wasm module.
const { readFileSync } = require("node:fs");
const [, , entry = "", module_ = ""] = process.argv;
/** @type {typeof import("../../../js/index.js")} */
const { PrivateKey, seal, unseal, initSync } = require(entry);

initSync(readFileSync(module_));
const key = PrivateKey.generate({ bits: 2048 });
const sealed = seal("x", key.publicKey()).replace(/\.[^.]*\.([^.]*)$/, `.${"A".repeat(2 << 20)}.$1`);
const outcomes = [];
try {
  unseal(sealed, key);
} catch (error) {
  const { code, cause } = /** @type {import("../../../js/index.js").SealpostError} */ (error);
  outcomes.push(`${code} ${cause instanceof Error ? cause.name : cause}`);
}
try {
  seal("x", key.publicKey());
} catch (error) {
  outcomes.push(/** @type {import("../../../js/index.js").SealpostError} */ (error).code);
}
// After a trap `free` does nothing and does not throw.
key.free();
console.log(outcomes.join(", "));
