// The error class of the package, its codes, which docs/errors.md describes, and the reasons of errors.

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
    // Files
    "malformed-file",
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
    "passkey-failed",
    "not-exportable",
    "storage-unavailable",
    "vault-unsupported",
  ]),
);

/** @typedef {(typeof errorCodes)[number]} ErrorCode What went wrong, for programs: codes are stable, texts are not. */

/**
 * The reasons of errors that JavaScript makes, where one code has several, except those of a StorageError
 * (vault/database.js). Those of the wasm module are in src/error/reason.rs and src/error.rs.
 */
export const ownReasons = Object.freeze(
  /** @type {const} */ ([
    "not-enough-memory",
    "not-a-backup",
    "backup-too-long",
    "record-damaged",
    "passkey-unsupported",
    "passkey-without-prf",
    "passkey-refused",
    "passkey-known",
    "passkey-missing",
    "passkey-wrong",
  ]),
);

/** @typedef {(typeof ownReasons)[number]} OwnReason */

/**
 * @typedef {object} ErrorDetails What tells errors of the same code apart.
 * @property {string} [reason] Why, as an identifier such as "pkcs12".
 * @property {readonly string[]} [values] Names or numbers in the text.
 */

/**
 * The only error class that callers of this package get. Texts say what to do next. They repeat nothing that was passed
 * in but the names of algorithms and of JSON members, which are public.
 */
export class SealpostError extends Error {
  /**
   * @readonly
   * @type {ErrorCode}
   */
  code;
  /**
   * Why, where a code has several reasons: an identifier such as "pkcs12", for texts in other languages. Reasons may be
   * split into more exact ones until version 1.0.
   *
   * @readonly
   * @type {string | undefined}
   */
  reason;
  /**
   * Names or numbers in the text, in their order there. Not every number in a text is among them.
   *
   * @readonly
   * @type {readonly string[]}
   */
  values;

  static {
    this.prototype.name = "SealpostError";
  }

  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {ErrorDetails & { cause?: unknown }} [options]
   */
  constructor(code, message, options = {}) {
    super(message, options);
    this.code = code;
    this.reason = options.reason;
    this.values = options.values ?? [];
  }
}

/**
 * Whether `value` is a SealpostError. A page may have several copies of this package: errors of another copy count too.
 *
 * @param {unknown} value
 * @returns {value is SealpostError}
 */
export function isSealpostError(value) {
  return (
    value instanceof Error && value.name === "SealpostError" && isCode(/** @type {{ code?: unknown }} */ (value).code)
  );
}

/** The option of SealpostError for a reason of `ownReasons`. @param {OwnReason} reason */
export const because = (reason) => ({ reason });

/** @param {unknown} code @returns {code is ErrorCode} */
const isCode = (code) => errorCodes.some((known) => known === code);

/**
 * Reads the four lines with which the wasm module describes an error: code, reason, values with tabs between them,
 * text. Undefined for other texts, such as those of traps.
 *
 * @param {unknown} record
 * @returns {({ code: ErrorCode, message: string } & ErrorDetails) | undefined}
 */
export function parseRecord(record) {
  const [code, reason, values = "", message = ""] = String(record).split("\n");
  if (!isCode(code)) return undefined;
  return { code, message, ...(reason && { reason }), values: values.split("\t").filter((value) => value !== "") };
}

/** @param {string} message */
export const invalid = (message) => new SealpostError("invalid-argument", message);
