// The error class of the package and its codes, which docs/errors.md describes.

/** Every code that an error of this package can have. */
export const errorCodes = Object.freeze(
  /** @type {const} */ ([
    // Keys
    "malformed-key",
    "unsupported-key",
    "weak-key",
    "private-key-given",
    "public-key-given",
    "passphrase-required",
    "wrong-passphrase",
    // Messages
    "message-too-long",
    "decryption-failed",
    "not-a-recipient",
    "signature-invalid",
    "malformed-message",
    "unsupported-algorithm",
    // Arguments, and the wasm module
    "invalid-argument",
    "random-unavailable",
    "not-initialized",
    "load-failed",
    "disposed",
    "internal-error",
    // The keyring
    "worker-failed",
    "aborted",
    "key-not-found",
    "key-locked",
    "not-exportable",
    "storage-unavailable",
    "vault-unsupported",
  ]),
);

/** @typedef {(typeof errorCodes)[number]} ErrorCode What went wrong, for programs: codes are stable, texts are not. */

/** The only error class of this package. Texts say what to do next and never repeat a value that was passed in. */
export class SealpostError extends Error {
  /**
   * @readonly
   * @type {ErrorCode}
   */
  code;

  static {
    this.prototype.name = "SealpostError";
  }

  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {{ cause?: unknown }} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Whether `value` is a SealpostError. A page may have several copies of this package: errors of another copy count too.
 *
 * @param {unknown} value
 * @returns {value is SealpostError}
 */
export function isSealpostError(value) {
  return value instanceof Error && value.name === "SealpostError" && hasCode(value);
}

/**
 * Whether a thrown value has one of the codes: a SealpostError, or an error of the wasm module.
 *
 * @param {unknown} value
 * @returns {value is { code: ErrorCode, message: string }}
 */
export function hasCode(value) {
  const { code } = /** @type {{ code?: unknown }} */ (Object(value));
  return errorCodes.some((known) => known === code);
}

/** @param {string} message */
export const invalid = (message) => new SealpostError("invalid-argument", message);
