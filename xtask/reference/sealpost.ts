/**
 * The main entry: keys, RSAES-OAEP and sealed messages, on the calling thread. The tests run every example. In the
 * examples `assert` is `node:assert/strict`; a page has to call `await init()` first.
 *
 * @module sealpost
 */
export * from "../../types/index.js";
export { default as init } from "../../types/index.js";
// Types from other files are re-exported, so that the reference shows their members.
export type { ErrorCode } from "../../types/base/errors.js";
export type { Unsealed } from "../../types/api/unsealed.js";
