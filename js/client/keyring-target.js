// The base class of the keyring.

/** `EventTarget` with the types of the keyring's events. */
export const Target = /** @type {new () => import("./keyring-types.js").KeyringTarget} */ (EventTarget);
