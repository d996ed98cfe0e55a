/**
 * The main entry: keys, RSAES-OAEP and sealed messages, on the calling thread.
 *
 * @module sealpost
 */
export * from "../../types/index.js";
export { default as init } from "../../types/index.js";
// What the entry names in other files is shown whole, instead of as another name for something unseen.
export type { ErrorCode } from "../../types/errors.js";
export type { Unsealed } from "../../types/unsealed.js";
