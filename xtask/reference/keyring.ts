/**
 * For pages: private keys in a worker. sealpost/inline has all of this and of the main entry in itself.
 *
 * @module sealpost/keyring
 */
export * from "../../types/keyring.js";
export type { KeyEntry, ModuleWorker, Progress } from "../../types/keyring-types.js";
