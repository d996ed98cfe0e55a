// The connections of the keyrings, for the parts of the package that use a keyring as its caller does, but need an
// action that `Keyring` does not offer.

/** @import { Connection } from "./connection.js" */

/** @type {WeakMap<object, Connection>} */
const connections = new WeakMap();

/** Called once for each keyring. @param {object} keyring @param {Connection} connection */
export function register(keyring, connection) {
  connections.set(keyring, connection);
}

/** The connection of a keyring, or undefined if the value is none. @param {unknown} value */
export function connectionOf(value) {
  return connections.get(/** @type {object} */ (value));
}
