// Checks of arguments, done before the wasm module is called: its generated bindings convert wrong types silently, or
// trap. Built-in objects are recognised by their internal slots, which also works for objects of another realm and
// cannot be faked. Error texts name the argument and the expected type, never the value.
import { SealpostError, invalid } from "./errors.js";
import { MESSAGE_LIMIT, MODULUS_LIMIT, OVERHEAD_LIMIT, RECIPIENT_LIMIT } from "./limits.js";
import { TextDecoder, TextEncoder } from "./node-builtins.js";

/** @import { ErrorCode } from "./errors.js" */
/** @import { Hash } from "../index.js" */

/**
 * @template T
 * @typedef {(value: unknown, name: string) => T} Check Returns the checked value, or throws an error whose text names
 * the argument as `name`.
 */

/** The longest sealed message, in characters. */
export const SEALED_LIMIT = (MESSAGE_LIMIT / 3) * 4 + OVERHEAD_LIMIT;
/** The longest name of a key, a contact or a vault, in UTF-16 code units. */
export const NAME_LIMIT = 200;
/** The longest id that is looked up; a thumbprint has 43 characters. */
const ID_LIMIT = 128;
/** The longest passphrase, in bytes. */
const PASSPHRASE_LIMIT = 64 << 10;
/** The most seconds of `lockAfter`: a day. Timers take at most 2^31 - 1 milliseconds, almost 25 days. */
const LOCK_AFTER_LIMIT = 86_400;
/** The longest label, in bytes. */
const LABEL_LIMIT = 64 << 10;

/**
 * Whether a value is written as the thumbprint of a key (RFC 7638) is: a SHA-256 in base64url.
 *
 * @param {unknown} value
 * @returns {value is string}
 */
export function isThumbprint(value) {
  return typeof value === "string" && /^[\w-]{43}$/.test(value);
}

// Getters of the built-in prototypes. The getters of ArrayBuffer and of typed arrays throw for an object that lacks the
// internal slot; the one of `Symbol.toStringTag` returns undefined.
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const tagOf = getter(typedArray, Symbol.toStringTag);
const bufferOf = getter(typedArray, "buffer");
const offsetOf = getter(typedArray, "byteOffset");
const lengthOf = getter(typedArray, "byteLength");
const dataView = /** @type {const} */ (["buffer", "byteOffset", "byteLength"]).map((name) =>
  getter(DataView.prototype, name),
);
const bufferLengthOf = getter(ArrayBuffer.prototype, "byteLength");

/** @type {(prototype: object, name: PropertyKey) => () => unknown} */
function getter(prototype, name) {
  return /** @type {() => unknown} */ (Object.getOwnPropertyDescriptor(prototype, name)?.get);
}

/** What is accepted as bytes, for error texts. */
const BYTES = "bytes (a Uint8Array or another view, or an ArrayBuffer)";

/**
 * A view of the caller's bytes: of an ArrayBuffer, or of what any view of one shows.
 *
 * @param {unknown} value
 * @param {string} what Names the argument in error texts.
 * @param {number} limit In bytes.
 * @param {ErrorCode} [tooLong] The code of the error if there are more bytes.
 * @param {string} [kinds] The expected types, for the error text.
 * @throws `invalid-argument` for other values, and for a buffer that is shared or detached; `tooLong`
 */
export function checkBytes(value, what, limit, tooLong = "message-too-long", kinds = BYTES) {
  let view;
  try {
    const [buffer, offset, length] = rangeOf(value);
    // Throws unless `buffer` is an ArrayBuffer, also for a SharedArrayBuffer.
    bufferLengthOf.call(buffer);
    // Throws if the buffer is detached.
    view = new Uint8Array(/** @type {ArrayBuffer} */ (buffer), offset, length);
  } catch {
    throw invalid(`${what} must be ${kinds}, neither shared nor detached`);
  }
  if (view.length > limit) throw tooLongError(what, view.length, limit, tooLong);
  return view;
}

/**
 * The buffer of a view, and the offset and the length in bytes of the part that the view shows. For a value that is no
 * view: the value itself in the place of the buffer, and no offset or length, which means the whole buffer.
 *
 * @param {unknown} value
 * @returns {[buffer: unknown, offset?: number, length?: number]}
 */
function rangeOf(value) {
  // Undefined unless the value is a typed array.
  if (tagOf.call(value) !== undefined) {
    return [bufferOf.call(value), Number(offsetOf.call(value)), Number(lengthOf.call(value))];
  }
  if (!ArrayBuffer.isView(value)) return [value];
  const [buffer, offset, length] = dataView.map((get) => get.call(value));
  return [buffer, Number(offset), Number(length)];
}

/** @type {(what: string, length: number, limit: number, code: ErrorCode) => SealpostError} */
export function tooLongError(what, length, limit, code) {
  const [has, fits] = [length, limit].map((count) => count.toLocaleString("en"));
  return new SealpostError(code, `${what} is too long: it has ${has} bytes or more, and at most ${fits} are taken`);
}

/** A string without lone surrogates, which UTF-8 cannot represent. @type {Check<string>} */
export const checkText = (value, what) => {
  if (typeof value !== "string") throw invalid(`${what} must be a string`);
  if (/\p{Surrogate}/u.test(value)) throw invalid(`${what} must be well-formed text: it has a lone surrogate`);
  return value;
};

/** @type {Check<string>} */
export const checkName = (value, what) => atMost(NAME_LIMIT, checkText(value, what), what);

/** @type {Check<string>} */
export const checkId = (value, what = "id") => atMost(ID_LIMIT, checkText(value, what), what);

/**
 * @param {number} limit
 * @param {string} text
 * @param {string} what
 */
function atMost(limit, text, what) {
  if (text.length > limit) throw invalid(`${what} must have at most ${limit} characters`);
  return text;
}

/** The name of a vault. @type {Check<string>} */
export const vaultName = (value, what) => {
  const name = checkName(value, what);
  if (name === "") throw invalid(`${what} must not be empty`);
  return name;
};

/** Seconds, up to a day. @type {Check<number>} */
export const seconds = (value, what) => {
  if (typeof value === "number" && value > 0 && value <= LOCK_AFTER_LIMIT) return value;
  throw invalid(`${what} must be a number of seconds above 0, at most ${LOCK_AFTER_LIMIT}`);
};

/**
 * A copy in UTF-8 of a passphrase for decryption, to be wiped by the caller. Of bytes only a Uint8Array is taken: the
 * bytes of wider elements would depend on the machine's byte order.
 *
 * @type {Check<Uint8Array>}
 */
export const passphrase = (value, what) => {
  if (typeof value !== "string" && tagOf.call(value) !== "Uint8Array") {
    throw invalid(`${what} must be a string or a Uint8Array`);
  }
  return copyOf(value, what, PASSPHRASE_LIMIT, "invalid-argument");
};

/** A copy in UTF-8 of a passphrase for encryption, which must not be empty. @type {Check<Uint8Array>} */
export const newPassphrase = (value, what) => {
  const copy = passphrase(value, what);
  if (copy.length === 0) throw invalid(`${what} must not be empty`);
  return copy;
};

/**
 * A copy of bytes, or of a string as UTF-8. The caller may transfer it and should wipe it.
 *
 * @param {unknown} value
 * @param {string} what
 * @param {number} limit
 * @param {ErrorCode} [tooLong]
 */
export function copyOf(value, what, limit, tooLong = "message-too-long") {
  if (typeof value !== "string") {
    return checkBytes(value, what, limit, tooLong, `a string or ${BYTES}`).slice();
  }
  // UTF-8 takes at least one byte for each UTF-16 code unit.
  if (value.length > limit) throw tooLongError(what, value.length, limit, tooLong);
  const copy = new TextEncoder().encode(checkText(value, what));
  if (copy.length > limit) {
    copy.fill(0);
    throw tooLongError(what, copy.length, limit, tooLong);
  }
  return copy;
}

/** Decodes UTF-8 and wipes the bytes. @param {Uint8Array} bytes */
export function textOf(bytes) {
  return wipedAfter(bytes, () => new TextDecoder().decode(bytes));
}

/**
 * Calls `use`, which is synchronous, and then wipes the bytes, also if `use` throws.
 *
 * @template T
 * @param {Uint8Array | undefined} bytes
 * @param {() => T} use
 */
export function wipedAfter(bytes, use) {
  try {
    return use();
  } finally {
    bytes?.fill(0);
  }
}

/**
 * Calls `use` with a copy of `value` and wipes the copy.
 *
 * @template T
 * @param {unknown} value
 * @param {string} what
 * @param {number} limit
 * @param {ErrorCode} tooLong
 * @param {(copy: Uint8Array) => T} use
 */
export function withCopyOf(value, what, limit, tooLong, use) {
  const copy = copyOf(value, what, limit, tooLong);
  return wipedAfter(copy, () => use(copy));
}

/** @param {number} count The number of a message's recipients. */
export function checkRecipientCount(count) {
  if (count <= RECIPIENT_LIMIT) return;
  const text = `the message has ${count} recipients and may have ${RECIPIENT_LIMIT}: seal it again for the others`;
  const values = [count, RECIPIENT_LIMIT].map(String);
  throw new SealpostError("message-too-long", text, { reason: "too-many-recipients", values });
}

/**
 * Copies an options object and checks the copy. Each own enumerable member is read exactly once, because a getter can
 * return something else the second time.
 *
 * @template {Record<string, Check<unknown>>} T
 * @param {unknown} given
 * @param {T} table The check of each option, by its name.
 * @returns {{ [K in keyof T]?: ReturnType<T[K]> }}
 */
export function checkOptions(given, table) {
  /** @type {Record<string, unknown>} */
  const checked = {};
  if (given === undefined || given === null) return /** @type {any} */ (checked);
  if (!isPlainObject(given))
    throw invalid(`options must be a plain object: this call takes ${Object.keys(table).join(", ")}`);
  try {
    for (const [name, value] of Object.entries(/** @type {object} */ (given))) {
      const check = Object.hasOwn(table, name) && table[name];
      if (!check) throw invalid(`unknown option: this call takes ${Object.keys(table).join(", ")}`);
      if (value === undefined && !demanding.has(check)) continue;
      checked[name] = check(value, name);
    }
  } catch (error) {
    // Wipe the copies of passphrases that were checked before the option that failed.
    for (const copy of Object.values(checked)) if (copy instanceof Uint8Array) copy.fill(0);
    throw error;
  }
  return /** @type {any} */ (checked);
}

/** The checks that {@link demand} returned. @type {WeakSet<Check<unknown>>} */
const demanding = new WeakSet();

/**
 * The check of an option that protects something, such as a passphrase or the expected sender. An undefined value,
 * which leaves out any other option, is an error: a lookup that found nothing must not remove the protection.
 *
 * @template T
 * @param {Check<T>} check A check that refuses undefined.
 * @returns {Check<T>}
 */
export function demand(check) {
  /** @type {Check<T>} */
  const demanded = (value, name) => check(value, name);
  demanding.add(demanded);
  return demanded;
}

/**
 * Throws if a call has more arguments than it takes. Otherwise a caller might believe that the surplus argument, for
 * example an options object, has an effect.
 *
 * @param {{ length: number }} given
 * @param {number} most
 */
export function checkCount(given, most) {
  if (given.length > most) throw invalid(`too many arguments: this call takes ${most}`);
}

/**
 * The constructor of asynchronous functions. In code that a bundler has compiled to JavaScript before ES2017, it is the
 * constructor of all functions: there every method reports surplus arguments by a promise.
 */
const { constructor: AsyncFunction } = async () => {};

/**
 * Makes all methods of a class, static ones too, refuse surplus arguments, by an exception or, if they are
 * asynchronous, by their promise. `toJSON` is left out: JSON.stringify calls it with an argument.
 *
 * @param {{ prototype: object }} given A class. Its methods must declare all their parameters, none with a default,
 * because the `length` of a function counts only such parameters.
 */
export function refuseSurplus(given) {
  for (const owner of [given, given.prototype]) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      const method = property.value;
      if (typeof method !== "function" || ["constructor", "toJSON"].includes(name)) continue;
      Object.defineProperty(owner, name, { ...property, value: refusingSurplus(name, method) });
    }
  }
}

/**
 * @param {string} name
 * @param {Function} method
 */
function refusingSurplus(name, method) {
  /** @this {unknown} @param {unknown[]} given */
  const counted = function (...given) {
    try {
      checkCount(given, method.length);
    } catch (error) {
      if (method instanceof AsyncFunction) return Promise.reject(error);
      throw error;
    }
    return Reflect.apply(method, this, given);
  };
  for (const [key, value] of Object.entries({ name, length: method.length })) {
    Object.defineProperty(counted, key, { value, configurable: true });
  }
  return counted;
}

/** Whether an object's prototype is null or the `Object.prototype` of any realm. @param {unknown} value */
export function isPlainObject(value) {
  if (typeof value !== "object" || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** @type {<T extends string>(...names: T[]) => Check<T>} */
export const oneOf =
  (...names) =>
  (value, name) => {
    const found = names.find((each) => each === value);
    if (found === undefined) throw invalid(`${name} must be one of ${names.map((each) => `"${each}"`).join(", ")}`);
    return found;
  };

/** @type {Check<boolean>} */
export const flag = (value, name) => {
  if (typeof value !== "boolean") throw invalid(`${name} must be true or false`);
  return value;
};

/**
 * The size of a key: here any number of 32 bits. The wasm module checks which sizes are allowed.
 *
 * @type {Check<number>}
 */
export const bits = (value, name) => {
  if (typeof value !== "number" || value >>> 0 !== value) throw invalid(`${name} must be a positive whole number`);
  return value;
};

/** @type {Check<AbortSignal>} */
export const signal = (value, name) => {
  try {
    getter(AbortSignal.prototype, "aborted").call(value);
  } catch {
    throw invalid(`${name} must be an AbortSignal`);
  }
  return /** @type {AbortSignal} */ (value);
};

/** @type {Check<(...values: never[]) => unknown>} */
export const callback = (value, name) => {
  if (typeof value !== "function") throw invalid(`${name} must be a function`);
  return /** @type {(...values: never[]) => unknown} */ (value);
};

/** @type {Check<Hash>} */
const hash = oneOf("SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224", "SHA-512/256");
/** @type {Check<Uint8Array>} */
const label = (value, name) => checkBytes(value, name, LABEL_LIMIT, "invalid-argument").slice();

/** A length in bytes. The wasm module checks whether it fits into the modulus. @type {Check<number>} */
const saltLength = (value, name) => {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MODULUS_LIMIT / 8) return value;
  throw invalid(`${name} must be a number of bytes, at most ${MODULUS_LIMIT / 8}`);
};

/** The checks of the members of `OaepOptions`, for {@link checkOptions}. */
export const oaepTable = { hash, mgfHash: hash, label };
/** The checks of the members of `PssOptions`, for {@link checkOptions}. */
export const pssTable = { hash, saltLength };
