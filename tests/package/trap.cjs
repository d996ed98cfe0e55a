// Opens a message for which there is not enough memory, and says what it came to. Takes the entry and the module.
const { readFileSync } = require("node:fs");
const [, , entry = "", module_ = ""] = process.argv;
/** @type {typeof import("../../js/index.js")} */
const { PrivateKey, seal, unseal, initSync } = require(entry);

initSync(readFileSync(module_));
const key = PrivateKey.generate({ bits: 2048 });
const sealed = seal("x", key.publicKey()).replace(/\.[^.]*\.([^.]*)$/, `.${"A".repeat(2 << 20)}.$1`);
const told = [];
try {
  unseal(sealed, key);
} catch (error) {
  const { code, cause } = /** @type {import("../../js/index.js").SealpostError} */ (error);
  told.push(`${code} ${cause instanceof Error ? cause.name : cause}`);
}
try {
  seal("x", key.publicKey());
} catch (error) {
  told.push(/** @type {import("../../js/index.js").SealpostError} */ (error).code);
}
// Nothing is thrown where everything is lost.
key.free();
console.log(told.join(", "));
