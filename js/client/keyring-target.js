// The base class of the keyring, and the types of its events. These types need TypeScript's declarations of the DOM.
// The types in keyring-types.js do not, which is why the two are in separate files.

/** @import { KeyringChange } from "./keyring-types.js" */

/**
 * @typedef {object} KeyringEvents The events of a keyring.
 * @property {Event & { readonly detail: KeyringChange }} change A key was added, removed, renamed or locked, or its
 * protection or its signing key changed, in this tab or another one; or it was unlocked in this tab.
 * @property {Event} contacts The contacts changed.
 * @property {Event} storage `storage` or `storageReason` changed.
 */
/**
 * @typedef {<T extends keyof KeyringEvents>(type: T, listener: (event: KeyringEvents[T]) => void,
 * options?: boolean | { once?: boolean, signal?: AbortSignal }) => void} ListenerMethod
 */
/**
 * @typedef {{ addEventListener: ListenerMethod, removeEventListener: ListenerMethod } & EventTarget} KeyringTarget An
 * `EventTarget` with the types of the keyring's events.
 */

/** `EventTarget` with the types of the keyring's events. */
export const Target = /** @type {new () => KeyringTarget} */ (EventTarget);
