/**
 * The main entry: keys, RSAES-OAEP and sealed messages, on the calling thread. The tests run every example; `assert` in
 * them is that of `node:assert/strict`, and a page waits for `await init()` first.
 *
 * @module sealpost
 */
export * from "../../types/index.js";
export { default as init } from "../../types/index.js";
// What the entry names in other files is shown whole, instead of as another name for something unseen.
export type { ErrorCode } from "../../types/errors.js";
export type { Unsealed } from "../../types/unsealed.js";
