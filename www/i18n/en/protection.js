// What is said about new passphrases, and about passkeys that unlock keys, in English. It is loaded with the parts of the
// page that ask for one.
import { apart } from "../format.js";

export default {
  passphrase: {
    choose: "Choose words for me",
    show: "Show",
    hide: "Hide",
    /** @param {number} n */
    hint: (n) => `Or think of one yourself: at least ${n} characters, best several words.`,
    drawn:
      "Seven words, drawn at random from 2,048: 77 bits. As each guess takes long to check, nobody can try them all. Write them down.",
    /** @param {number} n */
    short: (n) => `At least ${n} characters: a few words are easy to remember and hard to guess.`,
    simple: "This one is easy to guess. Use several words, or have them chosen for you.",
  },

  passkey: {
    use: "Use a passkey",
    set: "Set up a passkey",
    ask:
      "A passkey (your fingerprint, face or PIN, or a security key) can unlock this key in this browser, as the passphrase " +
      "does. The passphrase stays: keep it, for the day on which the passkey is lost.",
    passphrase: "The key's passphrase, once",
    yes: "Set up the passkey",
    has: "A passkey unlocks this key too, until its passphrase changes.",
    hasForNow: "A passkey unlocks this key too, until its passphrase changes or it gets a signing key.",
    gone: "The key was encrypted anew, so its passkey does not unlock it any more. You can set it up again.",
    none: "A passkey cannot unlock this key here: the browser lacks what that needs (WebAuthn with PRF).",
    remove: "Remove the passkey",
    /** @param {string} name */
    done: (name) => `A passkey unlocks the key ${apart(name)} too from now on.`,
    /** @param {string} name */
    removed: (name) =>
      `The passkey does not unlock the key ${apart(name)} any more. You can delete it in your password manager, too.`,
  },
};
