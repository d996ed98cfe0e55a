// Reads keys of node:crypto, for the entries for Node.
"use strict";
const { SealpostError } = require("../cjs/base/errors.js");

/** @import { KeyObject } from "node:crypto" */

/**
 * A function that returns the DER of a KeyObject, or undefined for other values.
 *
 * @param {((value: unknown) => boolean) | undefined} isKeyObject `types.isKeyObject` of node:util. Some other runtimes
 * that use the entries for Node do not have it.
 * @returns {(value: unknown) => Uint8Array | undefined}
 */
exports.keyObjectExporter = (isKeyObject) => (value) => {
  if (!isKeyObject?.(value)) return undefined;
  const key = /** @type {KeyObject} */ (value);
  if (key.type === "secret") {
    throw new SealpostError("unsupported-key", "this KeyObject is a secret key, and an RSA key is needed");
  }
  return new Uint8Array(key.export({ type: key.type === "private" ? "pkcs8" : "spki", format: "der" }));
};
