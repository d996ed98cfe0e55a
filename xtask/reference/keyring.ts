/**
 * For pages: private keys in a worker. The entry sealpost/inline has all exports of this entry and of the main one.
 *
 * @module sealpost/keyring
 */
export * from "../../types/keyring.js";
export type { KeyEntry, ModuleWorker, Progress } from "../../types/client/keyring-types.js";
