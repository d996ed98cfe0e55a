// The connections of the keyrings, for the code of the package outside of the class `Keyring` that calls the keyring
// worker: the base classes of `Keyring`, and `unsealFile`, which needs an action that `Keyring` does not offer.

/** @import { Connection } from "./connection.js" */

/** @type {WeakMap<object, Connection>} */
const connections = new WeakMap();

/** Called once for each keyring. @param {object} keyring @param {Connection} connection */
export function register(keyring, connection) {
  connections.set(keyring, connection);
}

/** The connection of a keyring, or undefined if the value is no keyring. @param {unknown} value */
export function connectionOf(value) {
  return connections.get(/** @type {object} */ (value));
}

/** The connection of a keyring that a method of one of its base classes was called on. @param {object} keyring */
export const ownConnection = (keyring) => /** @type {Connection} */ (connections.get(keyring));
