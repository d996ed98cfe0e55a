// The boundary to the wasm module of sealpost/encrypt (crates/encrypt/). It has the names and the interface of the main
// module's bindings, js/wasm/sealpost.js, as far as the code for public keys uses them, and takes their place in the
// bundles.

import { invalid } from "../base/errors.js";
import { served } from "./served.js";

/**
 * @typedef {object} Exports Pointers and lengths are numbers. `key` is the pointer to a key, `block` and `length` are
 * the pointer and the length of a block of arguments ({@link block}), and `answer` is the pointer to a result
 * ({@link answer}). Functions that return a number return such a pointer, except `allocate` (the pointer to a new
 * block), `reserve` (1 if there is enough memory) and `bits`.
 * @property {WebAssembly.Memory} memory
 * @property {(length: number) => number} allocate
 * @property {(bytes: number) => number} reserve
 * @property {(answer: number) => void} free_answer
 * @property {(block: number, length: number) => number} parse DER, or the modulus and the exponent.
 * @property {(key: number) => void} free_key
 * @property {(key: number) => number} bits
 * @property {(key: number, block: number, length: number) => number} max_plaintext
 * @property {(key: number, block: number, length: number) => number} encrypt
 * @property {(key: number, block: number, length: number) => number} to_pem
 * @property {(key: number, block: number, length: number) => number} to_der
 * @property {(key: number) => number} to_jwk
 * @property {(key: number) => number} thumbprint
 * @property {(key: number) => number} fingerprint
 * @property {(block: number, length: number) => number} seal
 */

/** The most members of a JSON object: `MAX_MEMBERS` in src/json.rs. */
const MEMBER_LIMIT = 64;
/** How deep JSON may be nested: `MAX_DEPTH` in src/json/reader.rs. */
const DEPTH_LIMIT = 16;

/** In a block of arguments, the length that stands for a missing argument. */
const MISSING = 0xffff_ffff;

/** @type {Exports} */
let wasm;

const imports = {
  env: {
    /** @param {number} pointer @param {number} length */
    random: (pointer, length) => {
      try {
        // `getRandomValues` fills at most 65,536 bytes; the module never asks for more than a hundred.
        crypto.getRandomValues(new Uint8Array(wasm.memory.buffer, pointer, length));
        return 1;
      } catch {
        return 0;
      }
    },
  },
};

/** @param {{ module_or_path: WebAssembly.Module }} source */
export default async function init({ module_or_path }) {
  return use(await WebAssembly.instantiate(module_or_path, imports));
}

/** @param {{ module: WebAssembly.Module }} source */
export function initSync({ module }) {
  return use(new WebAssembly.Instance(module, imports));
}

/** @param {WebAssembly.Instance} instance */
function use({ exports }) {
  wasm = /** @type {Exports} */ (/** @type {unknown} */ (exports));
  return wasm;
}

/**
 * Copies the arguments of one call into a block of the module's memory: of each its length in four bytes,
 * little-endian, and its bytes. Returns the pointer and the length of the block, which the called function frees.
 *
 * @param {(Uint8Array | string | null | undefined)[]} values
 * @returns {[block: number, length: number]}
 */
function block(...values) {
  const encoder = new TextEncoder();
  const parts = values.map((value) => (typeof value === "string" ? encoder.encode(value) : value));
  const length = parts.reduce((sum, part) => sum + 4 + (part?.length ?? 0), 0);
  const pointer = wasm.allocate(length);
  const bytes = new Uint8Array(wasm.memory.buffer, pointer, length);
  const view = new DataView(wasm.memory.buffer, pointer, length);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part?.length ?? MISSING, true);
    at += 4;
    if (part) bytes.set(part, at);
    at += part?.length ?? 0;
  }
  return [pointer, length];
}

/**
 * Copies the bytes of an answer and frees the answer. Throws if it is an error. An answer has three numbers of 32 bits:
 * 1 for an error or 0, and the pointer and the length of the bytes.
 *
 * @param {number} pointer
 */
function answer(pointer) {
  const [failed, start, length] = new Uint32Array(wasm.memory.buffer, pointer, 3);
  const bytes = new Uint8Array(wasm.memory.buffer, start, length).slice();
  wasm.free_answer(pointer);
  if (!failed) return bytes;
  // The bytes are the record of an error. The main module's bindings throw such a record in the same way, and `call` in
  // js/module/instance.js reads it.
  throw new Error(new TextDecoder().decode(bytes));
}

/** An answer that is text. @param {number} pointer */
function text(pointer) {
  return new TextDecoder().decode(answer(pointer));
}

/** An answer that is a number: four bytes, little-endian. @param {number} pointer */
function number(pointer) {
  return new DataView(answer(pointer).buffer).getUint32(0, true);
}

export class RawPublicKey {
  /** @param {number} pointer */
  constructor(pointer) {
    this.pointer = pointer;
  }

  /** @param {Uint8Array} input @param {string} [kid] */
  static parse(input, kid) {
    return new RawPublicKey(number(wasm.parse(...block(...served(input, kid)))));
  }

  bits() {
    return wasm.bits(this.pointer);
  }

  /** @param {string} [hash] */
  maxPlaintext(hash) {
    return number(wasm.max_plaintext(this.pointer, ...block(hash)));
  }

  /** @param {Uint8Array} plaintext @param {string} [hash] @param {string} [mgfHash] @param {Uint8Array} [label] */
  encrypt(plaintext, hash, mgfHash, label) {
    return answer(wasm.encrypt(this.pointer, ...block(plaintext, hash, mgfHash, label)));
  }

  /** @param {string} [format] */
  toPem(format) {
    return text(wasm.to_pem(this.pointer, ...block(format)));
  }

  /** @param {string} [format] */
  toDer(format) {
    return answer(wasm.to_der(this.pointer, ...block(format)));
  }

  toJwk() {
    return text(wasm.to_jwk(this.pointer));
  }

  thumbprint() {
    return text(wasm.thumbprint(this.pointer));
  }

  fingerprint() {
    return text(wasm.fingerprint(this.pointer));
  }

  free() {
    wasm.free_key(this.pointer);
  }
}

/** A list of keys. It does not own them, and `free` does not free them. */
export class RawKeys {
  /** @type {number[]} */
  pointers = [];

  /** @param {RawPublicKey} key */
  pushPublic(key) {
    this.pointers.push(key.pointer);
  }

  free() {}
}

/** The options of `seal`. The constructor has the same parameters as that of the main module's class. */
export class RawSealOptions {
  /**
   * @param {string | undefined} alg
   * @param {string | undefined} enc
   * @param {string | undefined} form
   * @param {string | null | undefined} kid
   * @param {boolean} isNamed Whether the message names the recipient's key by its thumbprint, if there is no `kid`.
   * @param {string | undefined} header
   * @param {Uint8Array | undefined} aad
   */
  constructor(alg, enc, form, kid, isNamed, header, aad) {
    this.values = [alg, enc, form, kid, isNamed ? "" : undefined, header && checkHeader(header), aad];
  }

  free() {}
}

/**
 * Checks the members that a caller adds to the protected header, as `more_members` in src/jwe/options.rs does in the
 * main module. Returns `header` unchanged.
 *
 * @param {string} header The JSON text of an object.
 */
function checkHeader(header) {
  const members = JSON.parse(header);
  // Whether a value is nested too deep, or an object in it has too many members.
  /** @type {(value: unknown, depth: number) => boolean} */
  const exceeds = (value, depth) =>
    depth === 0 ||
    (typeof value === "object" &&
      value !== null &&
      ((!Array.isArray(value) && Object.keys(value).length > MEMBER_LIMIT) ||
        Object.values(value).some((each) => exceeds(each, depth - 1))));
  if (exceeds(members, DEPTH_LIMIT)) {
    throw invalid("header must be a JSON object of at most 64 distinct members in each");
  }
  // The module adds `alg`, `enc` and `kid` to these members.
  if (Object.keys(members).length > MEMBER_LIMIT - 3) throw invalid("header must have at most 61 members");
  if (["alg", "enc", "kid", "zip", "crit"].some((name) => Object.hasOwn(members, name))) {
    throw invalid("header must not have alg, enc, kid, zip or crit: the first three are options of their own");
  }
  if ([members.cty, members.typ].some((text) => !["string", "undefined"].includes(typeof text))) {
    throw invalid("cty and typ in header must be strings");
  }
  return header;
}

/** @param {Uint8Array} plaintext @param {RawKeys} keys @param {RawSealOptions} options */
export function seal(plaintext, { pointers }, { values }) {
  const bytes = new Uint8Array(pointers.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, pointer] of pointers.entries()) view.setUint32(index * 4, pointer, true);
  return text(wasm.seal(...block(plaintext, bytes, ...values)));
}

/** Whether the module can allocate this many bytes at once. @param {number} bytes */
export function reserve(bytes) {
  return wasm.reserve(bytes) === 1;
}
